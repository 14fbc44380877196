package dev.trainyard.remote.s3;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// One object on its way here. When the connection breaks it goes on where it was, as long as the
/// object is the same; else the file has changed, which is an error.
final class S3Download {
  private static final int TRIES = 6;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final int BUFFER_BYTES = 1 << 17;

  private final S3Remote remote;
  private final String name;
  private final long deadline;
  private @Nullable String version;
  private boolean begun;
  private long whole;
  private long had;

  S3Download(S3Remote remote, String name, Duration most) {
    this.remote = remote;
    this.name = name;
    this.deadline = System.nanoTime() + most.toNanos();
  }

  void to(Path target) throws IOException {
    try (FileChannel out = FileChannel.open(target, CREATE, TRUNCATE_EXISTING, WRITE)) {
      int failures = 0;
      do {
        long before = had;
        try {
          goOn(out);
        } catch (FileSystemException e) {
          throw e; // what is not there, or cannot be written down
        } catch (BrokenException e) {
          failures = had > before && version != null ? 1 : failures + 1;
          if (failures >= TRIES) {
            throw new IOException(
                "%s broke off: %s".formatted(remote.address().below(name), e.getMessage()), e);
          }
          LockSupport.parkNanos(FIRST_PAUSE.toNanos() << failures);
        }
      } while (!begun || had != whole);
    }
  }

  private void goOn(FileChannel out) throws IOException {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder().bucket(remote.bucket()).key(remote.key(name));
    if (version != null && had > 0) {
      request.range("bytes=" + had + "-").ifMatch(version);
    }
    try (ResponseInputStream<GetObjectResponse> in = remote.open(name, request.build())) {
      if (!isContinued(in.response())) {
        begin(in.response(), out);
      }
      try {
        copy(in, out);
      } catch (Overdue e) {
        in.abort();
        throw new IOException(e.getMessage(), e);
      } catch (BrokenException e) {
        in.abort();
        throw e;
      }
    }
  }

  /// A server that has no ranges, or no versions, sends everything again.
  private boolean isContinued(GetObjectResponse response) {
    String range = response.contentRange();
    return version != null && range != null && range.startsWith("bytes " + had + "-");
  }

  private void begin(GetObjectResponse response, FileChannel out) throws IOException {
    begun = true;
    version = response.eTag();
    whole = Objects.requireNonNullElse(response.contentLength(), 0L);
    had = 0;
    out.truncate(0).position(0);
  }

  private void copy(InputStream in, FileChannel out) throws IOException {
    byte[] bytes = new byte[BUFFER_BYTES];
    for (int count = read(in, bytes); count >= 0; count = read(in, bytes)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      had += count;
      if (Thread.interrupted()) {
        throw new InterruptedIOException("interrupted while fetching " + name);
      } else if (System.nanoTime() - deadline > 0) {
        throw new Overdue("%s took too long".formatted(remote.address().below(name)));
      }
    }
    if (had != whole) {
      throw new BrokenException("only %d of %d bytes came".formatted(had, whole), null);
    }
  }

  private static int read(InputStream in, byte[] bytes) throws IOException {
    try {
      return in.read(bytes);
    } catch (AbortedException e) {
      throw new InterruptedIOException(e.getMessage());
    } catch (IOException | SdkException e) {
      throw new BrokenException(String.valueOf(e.getMessage()), e);
    }
  }

  /// A connection has broken.
  static final class BrokenException extends IOException {
    BrokenException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private static final class Overdue extends IOException {
    Overdue(String message) {
      super(message);
    }
  }
}
