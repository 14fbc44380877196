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
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One file on its way over HTTP. When the connection breaks or nothing comes any more, it goes on
/// where it was, provided that the server says that the file is still the same; else from the
/// start. What cannot be written down is not tried again: nobody knows how much of it was.
final class Download {
  private static final int TRIES = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final int BUFFER_BYTES = 1 << 17;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_WRONG = 416;

  /// A large file may take as much longer as it comes at least so fast.
  private static final long LEAST_BYTES_PER_SECOND = 1_000_000;

  private final Transfer transfer;
  private final URI uri;
  private final Transfer.Sink sink;
  private final SizeLimit limit;
  private @Nullable OutputStream out;
  private @Nullable Continuation known;
  private MessageDigest sha = Digest.sha256();
  private long size;
  private volatile long whole = -1;
  private volatile @Nullable InputStream body;
  private volatile long heard = System.nanoTime();
  private volatile boolean stalled;

  Download(Transfer transfer, URI uri, Transfer.Sink sink, SizeLimit limit) {
    this.transfer = transfer;
    this.uri = uri;
    this.sink = sink;
    this.limit = limit;
  }

  /// Fetches the file.
  ///
  /// @throws JobFailure if the server refuses, the file is too long, or it cannot be kept
  Checksum run() throws IOException, InterruptedException, JobFailure {
    try {
      for (int tries = 1; tries < TRIES; tries++) {
        try {
          return attempt();
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
      close();
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

  /// How much longer than usual it may take, for its size.
  Duration extension() {
    return Duration.ofSeconds(Math.max(0, whole) / LEAST_BYTES_PER_SECOND);
  }

  private Checksum attempt() throws IOException, InterruptedException, JobFailure {
    stalled = false;
    HttpResponse<InputStream> response = transfer.ask(uri, "GET", conditions());
    heard = System.nanoTime();
    try (InputStream in = response.body()) {
      body = in;
      OutputStream target = begin(response);
      copy(in, target);
      if (stalled || (whole >= 0 && size != whole)) {
        throw new IOException(stalled ? "nothing came any more" : "it was cut off");
      }
      close();
      return new Checksum(size, HexFormat.of().formatHex(sha.digest()));
    } finally {
      body = null;
    }
  }

  private Map<String, String> conditions() {
    return size == 0 || known == null
        ? Map.of()
        : known
            .condition()
            .map(same -> Map.of("Range", "bytes=" + size + "-", "If-Range", same))
            .orElse(Map.of());
  }

  /// Where the body of this answer goes: after what is there, or in its place.
  private OutputStream begin(HttpResponse<InputStream> response) throws IOException, JobFailure {
    return switch (response.statusCode()) {
      case OK -> restart(response.headers());
      case PARTIAL, RANGE_WRONG -> goOn(response.headers());
      default -> throw Transfer.refused(uri, response.statusCode());
    };
  }

  private OutputStream goOn(HttpHeaders headers) throws IOException {
    if (out != null && known != null && known.isRest(headers, size)) {
      whole = Continuation.total(headers);
      return out;
    }
    known = null;
    String range = headers.firstValue("content-range").orElse("");
    throw new IOException("the server does not go on where it was: " + LogExcerpt.clean(range));
  }

  private OutputStream restart(HttpHeaders headers) throws JobFailure {
    Continuation first = Continuation.of(headers);
    known = first;
    whole = first.length();
    limit.check(uri, whole);
    boolean hasEnd = whole >= 0 || headers.firstValue("transfer-encoding").isPresent();
    if (!hasEnd && limit.end() == SizeLimit.End.MUST_BE_TOLD) {
      throw new JobFailure(
          ExitCause.INPUT_BAD,
          uri
              + " comes without its length, so that a part could pass for all of it; list its"
              + " size");
    }
    close();
    sha = Digest.sha256();
    size = 0;
    try {
      OutputStream fresh = sink.open();
      out = fresh;
      return fresh;
    } catch (IOException e) {
      throw notKept(e);
    }
  }

  private void copy(InputStream in, OutputStream target) throws IOException, JobFailure {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      heard = System.nanoTime();
      limit.check(uri, size + count);
      try {
        target.write(buffer, 0, count);
      } catch (IOException e) {
        throw notKept(e);
      }
      sha.update(buffer, 0, count);
      size += count;
    }
  }

  private void close() throws JobFailure {
    try (OutputStream open = out) {
      out = null;
      if (open != null) {
        open.flush();
      }
    } catch (IOException e) {
      throw notKept(e);
    }
  }

  private JobFailure notKept(IOException e) {
    return new JobFailure(ExitCause.STORE_FAILED, uri + " could not be kept: " + e);
  }
}
