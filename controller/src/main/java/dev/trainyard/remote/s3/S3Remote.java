package dev.trainyard.remote.s3;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A bucket, or what begins with a prefix in it.
final class S3Remote implements Remote {
  private static final int CONFLICTS = 20;
  private static final Duration CONFLICT_PAUSE = Duration.ofMillis(20);
  private static final int MOST_TRIES_LONG = 4;
  private static final long LEAST_BYTES_PER_SECOND = 100_000;

  private final S3Client client;
  private final S3Failures failures;
  private final Duration brief;
  private final RemoteAddress address;
  private volatile boolean hasBucket;

  /// @param brief most time for one try of what is small
  S3Remote(S3Client client, S3Failures failures, Duration brief, RemoteAddress address) {
    this.client = client;
    this.failures = failures;
    this.brief = brief;
    this.address = address;
  }

  /// A request that does not hold its caller for long, however silent the server is.
  ///
  /// @param bytes that it carries
  Consumer<AwsRequestOverrideConfiguration.Builder> brief(long bytes) {
    Duration once = brief.plusSeconds(bytes / LEAST_BYTES_PER_SECOND);
    return it -> it.apiCallAttemptTimeout(once).apiCallTimeout(once.multipliedBy(MOST_TRIES_LONG));
  }

  @Override
  public RemoteAddress address() {
    return address;
  }

  String bucket() {
    return address.authority();
  }

  String key(String name) {
    return address.below(name).path();
  }

  S3Client client() {
    return client;
  }

  IOException failure(String name, SdkException e) {
    return failures.of(name.isEmpty() ? address.toString() : address.below(name).toString(), e);
  }

  @Override
  public Optional<Entry> find(String name) throws IOException {
    try {
      HeadObjectResponse head =
          client.headObject(
              it -> it.bucket(bucket()).key(key(name)).overrideConfiguration(brief(0)));
      return Optional.of(new Entry(name, head.contentLength(), head.lastModified()));
    } catch (SdkException e) {
      IOException failure = failure(name, e);
      if (failure instanceof NoSuchFileException) {
        checkBucket(name);
        return Optional.empty();
      }
      throw failure;
    }
  }

  /// An answer without a body does not say whether the file or its whole bucket is missing. Who may
  /// not list it cannot be told.
  private void checkBucket(String name) throws IOException {
    if (hasBucket) {
      return;
    }
    try {
      client.listObjectsV2(it -> it.bucket(bucket()).maxKeys(1).overrideConfiguration(brief(0)));
    } catch (SdkException e) {
      if (e instanceof NoSuchBucketException) {
        throw failure(name, e);
      }
    }
    hasBucket = true;
  }

  @Override
  public Listing list(String folder, String begin, String after) throws IOException {
    String place = prefix(address.path()) + prefix(folder);
    ListObjectsV2Request.Builder request = request(place + begin).delimiter("/");
    if (!after.isEmpty()) {
      request.startAfter(place + after);
    }
    return list(folder, request);
  }

  @Override
  public List<Entry> listAll(String folder) throws IOException {
    String place = prefix(address.path()) + prefix(folder);
    return list(folder, request(place)).files();
  }

  private ListObjectsV2Request.Builder request(String prefix) {
    return ListObjectsV2Request.builder()
        .bucket(bucket())
        .prefix(prefix)
        .overrideConfiguration(brief(0));
  }

  private Listing list(String folder, ListObjectsV2Request.Builder request) throws IOException {
    String top = prefix(address.path());
    List<Entry> files = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    ListObjectsV2Response page;
    do {
      page = page(folder, request.build());
      for (S3Object object : page.contents()) {
        if (!object.key().endsWith("/")) { // what some programs make to show a folder
          String name = object.key().substring(top.length());
          files.add(new Entry(name, object.size(), object.lastModified()));
        }
      }
      for (CommonPrefix child : page.commonPrefixes()) {
        folders.add(child.prefix().substring(top.length(), child.prefix().length() - 1));
      }
      request.continuationToken(page.nextContinuationToken());
    } while (Boolean.TRUE.equals(page.isTruncated()));
    return new Listing(files, folders);
  }

  private ListObjectsV2Response page(String folder, ListObjectsV2Request request)
      throws IOException {
    try {
      return client.listObjectsV2(request);
    } catch (SdkException e) {
      throw failure(folder, e);
    }
  }

  private static String prefix(String folder) {
    return folder.isEmpty() ? "" : folder + "/";
  }

  @Override
  public void get(String name, Path target, Duration most) throws IOException {
    new S3Download(this, name, most).to(target);
  }

  @Override
  public byte[] read(String name) throws IOException {
    return new S3Reading(this, name).toEnd();
  }

  @Override
  public InputStream open(String name, long from) throws IOException {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket()).key(key(name));
    if (from > 0) {
      request.range("bytes=" + from + "-");
    }
    return open(name, request.build());
  }

  ResponseInputStream<GetObjectResponse> open(String name, GetObjectRequest request)
      throws IOException {
    try {
      return client.getObject(request);
    } catch (SdkException e) {
      throw failure(name, e);
    }
  }

  @Override
  public void put(Path file, String name) throws IOException {
    new S3Upload(this, file, name).run();
  }

  @Override
  public void put(byte[] content, String name) throws IOException {
    try {
      client.putObject(small(content, name).build(), RequestBody.fromBytes(content));
    } catch (SdkException e) {
      throw failure(name, e);
    }
  }

  private PutObjectRequest.Builder small(byte[] content, String name) {
    String md5 = Base64.getEncoder().encodeToString(md5().digest(content));
    return PutObjectRequest.builder()
        .bucket(bucket())
        .key(key(name))
        .contentMD5(md5)
        .overrideConfiguration(brief(content.length));
  }

  /// An answer that got lost makes the next try look like a loser: what is there tells.
  @Override
  public boolean create(byte[] content, String name) throws IOException {
    PutObjectRequest request = small(content, name).ifNoneMatch("*").build();
    for (int conflicts = 0; ; conflicts++) {
      try {
        client.putObject(request, RequestBody.fromBytes(content));
        return true;
      } catch (AwsServiceException e) {
        if (e.statusCode() == S3Failures.PRECONDITION_FAILED) {
          return Arrays.equals(read(name), content);
        } else if (e.statusCode() != S3Failures.CONFLICT || conflicts == CONFLICTS) {
          throw failure(name, e);
        }
        LockSupport.parkNanos(CONFLICT_PAUSE.toNanos() * (conflicts + 1));
      } catch (SdkException e) {
        throw failure(name, e);
      }
    }
  }

  @Override
  public void delete(String name) throws IOException {
    try {
      client.deleteObject(it -> it.bucket(bucket()).key(key(name)).overrideConfiguration(brief(0)));
    } catch (SdkException e) {
      if (!(failure(name, e) instanceof NoSuchFileException)) {
        throw failure(name, e);
      }
    }
  }

  @Override
  public void sweep(Instant before) throws IOException {
    try {
      client
          .listMultipartUploadsPaginator(it -> it.bucket(bucket()).prefix(prefix(address.path())))
          .uploads()
          .stream()
          .filter(upload -> upload.initiated().isBefore(before))
          .forEach(this::abort);
    } catch (SdkException e) {
      throw failure("", e);
    }
  }

  private void abort(MultipartUpload upload) {
    try {
      client.abortMultipartUpload(
          it -> it.bucket(bucket()).key(upload.key()).uploadId(upload.uploadId()));
    } catch (AwsServiceException e) {
      if (e.statusCode() != S3Failures.NOT_FOUND) {
        throw e;
      } // somebody else has just done it
    }
  }

  /// A checksum that servers compare; nothing is kept safe by it.
  static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
