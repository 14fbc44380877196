package dev.trainyard.remote.s3;

import dev.trainyard.remote.DamagedFileException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// One small object, read into memory; from its beginning when the connection breaks.
record S3Reading(S3Remote remote, String name) {
  private static final int TRIES = 4;

  /// More than any record has: what is larger was not written by us.
  private static final int MOST_BYTES = 1 << 28;

  byte[] toEnd() throws IOException {
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(remote.bucket())
            .key(remote.key(name))
            .overrideConfiguration(remote.brief(0))
            .build();
    for (int tries = 1; ; tries++) {
      try (ResponseInputStream<GetObjectResponse> in = remote.open(name, request)) {
        return whole(in);
      } catch (S3Download.BrokenException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private byte[] whole(ResponseInputStream<GetObjectResponse> in) throws IOException {
    long size = Objects.requireNonNullElse(in.response().contentLength(), -1L);
    if (size > MOST_BYTES) {
      in.abort();
      throw new DamagedFileException(
          "%s has %d bytes, which no record has".formatted(remote.address().below(name), size));
    }
    byte[] content = bytes(in);
    if (size >= 0 && content.length != size) {
      throw new S3Download.BrokenException(
          "%s broke off: %d of %d bytes came"
              .formatted(remote.address().below(name), content.length, size),
          null);
    }
    return content;
  }

  private static byte[] bytes(ResponseInputStream<GetObjectResponse> in) throws IOException {
    try {
      return in.readNBytes(MOST_BYTES);
    } catch (AbortedException e) {
      throw new InterruptedIOException(e.getMessage());
    } catch (IOException | SdkException e) {
      in.abort();
      throw new S3Download.BrokenException(String.valueOf(e.getMessage()), e);
    }
  }
}
