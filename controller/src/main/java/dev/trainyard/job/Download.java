package dev.trainyard.job;

import dev.trainyard.model.Digest;
import dev.trainyard.model.work.ExitCause;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One file on its way over HTTP. When the connection breaks or nothing comes any more, it goes on
/// where it was, provided that the server says that the file is still the same; else from the
/// start.
final class Download {
  private static final int TRIES = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final int BUFFER_BYTES = 1 << 17;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_WRONG = 416;

  private final Transfer transfer;
  private final URI uri;
  private final Transfer.Sink sink;
  private final long atMost;
  private @Nullable OutputStream out;
  private MessageDigest sha = Digest.sha256();
  private long size;
  private long received;
  private @Nullable String validator;
  private volatile @Nullable InputStream body;
  private volatile long heard = System.nanoTime();
  private volatile boolean stalled;

  Download(Transfer transfer, URI uri, Transfer.Sink sink, long atMost) {
    this.transfer = transfer;
    this.uri = uri;
    this.sink = sink;
    this.atMost = atMost;
  }

  /// Fetches the file.
  ///
  /// @throws JobFailure if the server refuses, or the file is too long
  Checksum run() throws IOException, InterruptedException, JobFailure {
    try {
      for (int tries = 1; tries < TRIES; tries++) {
        try {
          return attempt();
        } catch (Checksum.TooLongException e) {
          throw new JobFailure(ExitCause.INPUT_BAD, uri + " has " + e.getMessage());
        } catch (JobFailure e) {
          if (e.cause() != ExitCause.STAGING_FAILED) {
            throw e;
          }
        } catch (IOException e) {
          heard = System.nanoTime();
        }
        LockSupport.parkNanos(FIRST_PAUSE.toNanos() << (tries - 1));
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return attempt();
    } finally {
      if (out != null) {
        out.close();
      }
    }
  }

  /// Breaks the connection off if nothing came for so long.
  void abortIfStalled(Duration patience) {
    InputStream now = body;
    if (now != null && System.nanoTime() - heard > patience.toNanos()) {
      stalled = true;
      try {
        now.close();
      } catch (IOException e) {
        // It is broken off, and that is all that is wanted.
      }
    }
  }

  private Checksum attempt() throws IOException, InterruptedException, JobFailure {
    stalled = false;
    HttpResponse<InputStream> response = transfer.ask(uri, "GET", conditions());
    heard = System.nanoTime();
    try (InputStream in = response.body()) {
      body = in;
      OutputStream target = begin(response);
      copy(in, target);
      long expected = response.headers().firstValueAsLong("content-length").orElse(-1);
      if (stalled || (expected >= 0 && received != expected)) {
        throw new IOException(stalled ? "nothing came any more" : "it was cut off");
      }
      target.flush();
      return new Checksum(size, HexFormat.of().formatHex(sha.digest()));
    } finally {
      body = null;
    }
  }

  private Map<String, String> conditions() {
    return size > 0 && validator != null
        ? Map.of("Range", "bytes=" + size + "-", "If-Range", validator)
        : Map.of();
  }

  /// Where the body of this answer goes: after what is there, or in its place.
  private OutputStream begin(HttpResponse<InputStream> response) throws IOException, JobFailure {
    received = 0;
    return switch (response.statusCode()) {
      case OK -> {
        validator = validator(response.headers());
        yield restart();
      }
      case PARTIAL, RANGE_WRONG -> goOn(response.headers());
      default -> throw Transfer.refused(uri, response.statusCode());
    };
  }

  private OutputStream goOn(HttpHeaders headers) throws IOException {
    String range = headers.firstValue("content-range").orElse("");
    if (out != null && range.startsWith("bytes " + size + "-")) {
      return out;
    }
    validator = null;
    throw new IOException("the server does not go on where it was: " + LogExcerpt.clean(range));
  }

  private OutputStream restart() throws IOException {
    if (out != null) {
      out.close();
    }
    sha = Digest.sha256();
    size = 0;
    OutputStream fresh = sink.open();
    out = fresh;
    return fresh;
  }

  /// What says that a file is the same as before; a weak tag does not.
  private static @Nullable String validator(HttpHeaders headers) {
    Optional<String> tag = headers.firstValue("etag").filter(text -> text.startsWith("\""));
    return tag.or(() -> headers.firstValue("last-modified")).orElse(null);
  }

  private void copy(InputStream in, OutputStream target) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      heard = System.nanoTime();
      if (size + count > atMost) {
        throw new Checksum.TooLongException("more than " + atMost + " bytes");
      }
      target.write(buffer, 0, count);
      sha.update(buffer, 0, count);
      size += count;
      received += count;
    }
  }
}
