package dev.trainyard.remote.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// One file on its way to a bucket, in pieces if it is large. Each piece carries its checksum,
/// which the server compares, and what is there in the end has the file's size.
final class S3Upload {
  static final long PIECE = 64L << 20;
  private static final int MOST_PIECES = 9_000;

  private final S3Remote remote;
  private final Path file;
  private final String name;
  private final long size;

  S3Upload(S3Remote remote, Path file, String name) throws IOException {
    this.remote = remote;
    this.file = file;
    this.name = name;
    this.size = Files.size(file);
  }

  void run() throws IOException {
    try {
      if (size <= PIECE) {
        whole();
      } else {
        inPieces();
      }
    } catch (SdkException e) {
      IOException failure = remote.failure(name, e);
      throw failure instanceof NoSuchFileException
          ? new IOException("the upload of %s is gone".formatted(failure.getMessage()), e)
          : failure;
    }
    long there =
        remote
            .find(name)
            .orElseThrow(() -> new IOException(remote.address().below(name) + " is not there"))
            .size();
    if (there != size) {
      throw new IOException(
          "%s has %d bytes after the upload of %d"
              .formatted(remote.address().below(name), there, size));
    }
  }

  private void whole() throws IOException {
    try (Piece all = new Piece(file, 0, size)) {
      String md5 = all.md5();
      remote
          .client()
          .putObject(
              it -> it.bucket(remote.bucket()).key(remote.key(name)).contentMD5(md5), all.body());
    }
  }

  private void inPieces() throws IOException {
    String upload =
        remote
            .client()
            .createMultipartUpload(it -> it.bucket(remote.bucket()).key(remote.key(name)))
            .uploadId();
    try {
      List<CompletedPart> parts = new ArrayList<>();
      long piece = Math.max(PIECE, size / MOST_PIECES + 1);
      for (long from = 0; from < size; from += piece) {
        parts.add(part(upload, parts.size() + 1, from, Math.min(piece, size - from)));
      }
      complete(upload, parts);
    } catch (IOException | SdkException e) {
      abort(upload);
      throw e;
    }
  }

  /// An answer that got lost makes the next try look like an upload that never was: what is there
  /// tells.
  private void complete(String upload, List<CompletedPart> parts) throws IOException {
    try {
      remote
          .client()
          .completeMultipartUpload(
              it ->
                  it.bucket(remote.bucket())
                      .key(remote.key(name))
                      .uploadId(upload)
                      .multipartUpload(all -> all.parts(parts)));
    } catch (NoSuchUploadException e) {
      if (remote.find(name).filter(there -> there.size() == size).isEmpty()) {
        throw e;
      }
    }
  }

  private CompletedPart part(String upload, int number, long from, long length) throws IOException {
    try (Piece piece = new Piece(file, from, length)) {
      UploadPartRequest request =
          UploadPartRequest.builder()
              .bucket(remote.bucket())
              .key(remote.key(name))
              .uploadId(upload)
              .partNumber(number)
              .contentMD5(piece.md5())
              .build();
      String tag = remote.client().uploadPart(request, piece.body()).eTag();
      return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }
  }

  private void abort(String upload) {
    try {
      remote
          .client()
          .abortMultipartUpload(
              it -> it.bucket(remote.bucket()).key(remote.key(name)).uploadId(upload));
    } catch (SdkException _) {
      // It is swept later.
    }
  }
}
