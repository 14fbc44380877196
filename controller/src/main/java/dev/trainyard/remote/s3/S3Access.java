package dev.trainyard.remote.s3;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/// A connection to object storage. What fails on the way is tried again for about half a minute.
public final class S3Access implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Patience USUAL =
      new Patience(Duration.ofSeconds(60), Duration.ofSeconds(20), 8);

  private final S3Client client;
  private final S3Failures failures;
  private final Patience patience;

  private S3Access(S3Client client, S3Failures failures, Patience patience) {
    this.client = client;
    this.failures = failures;
    this.patience = patience;
  }

  /// How long is waited.
  ///
  /// @param silence after which a connection is taken for broken
  /// @param brief most time for one try of what is small
  record Patience(Duration silence, Duration brief, int tries) {}

  /// Nothing is asked yet.
  public static S3Access open(S3Settings settings) {
    return open(settings, USUAL);
  }

  static S3Access open(S3Settings settings, Patience patience) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(patience.silence())
                    .build())
            .region(region(settings))
            .credentialsProvider(credentials(settings))
            // Every upload carries its MD5, which all stores compare; newer checksums only some.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(settings.style() == S3Settings.Style.PATH)
                    .chunkedEncodingEnabled(false)
                    .expectContinueEnabled(false)
                    .build())
            .overrideConfiguration(
                it ->
                    it.retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(patience.tries())
                            .build()));
    URI endpoint = settings.endpoint();
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    String where = endpoint == null ? "Amazon S3" : endpoint.toString();
    return new S3Access(builder.build(), new S3Failures(where), patience);
  }

  private static Region region(S3Settings settings) {
    String region = settings.region();
    if (region != null) {
      return Region.of(region);
    }
    try {
      return settings.endpoint() == null
          ? new DefaultAwsRegionProviderChain().getRegion()
          : Region.US_EAST_1;
    } catch (SdkClientException _) {
      return Region.US_EAST_1; // nothing says another one
    }
  }

  private static AwsCredentialsProvider credentials(S3Settings settings) {
    if (settings.signing() == S3Settings.Signing.ANONYMOUS) {
      return AnonymousCredentialsProvider.create();
    }
    @Nullable String profile = settings.profile();
    @Nullable Path file = settings.credentials();
    if (file == null) {
      return profile == null
          ? DefaultCredentialsProvider.builder().build()
          : ProfileCredentialsProvider.create(profile);
    }
    return new CredentialsFile(file, profile);
  }

  /// The place at an address.
  public Remote at(RemoteAddress address) {
    return new S3Remote(client, failures, patience.brief(), address);
  }

  @Override
  public void close() {
    client.close();
  }
}
