package dev.trainyard.engine.slurm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.model.Durations;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a program to its end, within limits of time and of what it may say.
final class Program {
  private static final int MOST_ERROR = 16 * 1024;
  private static final int MOST_TOLD = 300;
  private static final Executor THREADS = Thread::startVirtualThread;

  private final Map<String, String> environment;
  private final Duration limit;
  private final int mostOutput;

  /// @param environment all variables that it gets
  /// @param mostOutput bytes of standard output; with more, it failed
  Program(Map<String, String> environment, Duration limit, int mostOutput) {
    this.environment = Map.copyOf(environment);
    this.limit = limit;
    this.mostOutput = mostOutput;
  }

  /// What it said.
  record Said(int code, String out, String err) {
    /// The gist of what went wrong, on one line of visible text.
    String gist() {
      String text = (err.isBlank() ? out : err).strip().replaceAll("[\\p{C}\\s]+", " ");
      String told = text.isEmpty() ? "nothing" : text;
      return told.length() <= MOST_TOLD ? told : told.substring(0, MOST_TOLD) + "…";
    }
  }

  /// @throws EngineUnreachableException if it cannot be started, takes too long or says too much
  Said run(List<String> words) throws EngineUnreachableException {
    String name = words.getFirst();
    Process process = start(words);
    try {
      CompletableFuture<byte[]> output = read(process.getInputStream(), mostOutput + 1, process);
      CompletableFuture<byte[]> error = read(process.getErrorStream(), MOST_ERROR, process);
      CompletableFuture.allOf(process.onExit(), output, error)
          .get(limit.toNanos(), TimeUnit.NANOSECONDS);
      if (output.join().length > mostOutput) {
        throw new EngineUnreachableException(
            "%s said more than %d bytes".formatted(name, mostOutput));
      }
      return new Said(
          process.exitValue(), new String(output.join(), UTF_8), new String(error.join(), UTF_8));
    } catch (TimeoutException e) {
      throw new EngineUnreachableException(
          "%s did not answer within %s".formatted(name, Durations.format(limit)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineUnreachableException("interrupted while asking " + name, e);
    } catch (ExecutionException e) {
      throw new EngineUnreachableException("cannot read from " + name + ": " + e.getMessage(), e);
    } finally {
      end(process);
    }
  }

  private Process start(List<String> words) throws EngineUnreachableException {
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectInput(Redirect.from(new File("/dev/null")));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new EngineUnreachableException(
          "%s cannot be started (%s): are Slurm's commands installed here?"
              .formatted(words.getFirst(), e.getMessage()),
          e);
    }
  }

  /// Reads up to so many bytes; more ends the program.
  private static CompletableFuture<byte[]> read(InputStream from, int most, Process process) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            byte[] bytes = from.readNBytes(most);
            if (bytes.length == most) {
              end(process);
            }
            return bytes;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        THREADS);
  }

  /// Kills it with what it started; by its handle, as [Process#destroyForcibly] closes what is
  /// being read.
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }
}
