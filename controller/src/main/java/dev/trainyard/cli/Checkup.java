package dev.trainyard.cli;

import dev.trainyard.model.Durations;
import dev.trainyard.runs.SourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Checks that look at the world, beside each other: one that hangs holds up no other.
///
/// @param limit what each may take
record Checkup(List<Check> checks, Duration limit) {
  Checkup {
    checks = List.copyOf(checks);
  }

  /// Looks at one thing, and changes nothing.
  @FunctionalInterface
  interface Look {
    Answer look() throws Exception;
  }

  /// A check.
  ///
  /// @param remedy what to do where it fails and what failed does not tell
  record Check(String name, String remedy, Look look) {}

  /// A check with its answer, as scripts read it.
  record Finding(String check, Answer.State state, String found, @Nullable String remedy) {}

  /// Runs them all; their findings are in the order of the checks.
  List<Finding> run() throws InterruptedException {
    // Of a thread that waits for a disk, Java's end does not wait.
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("check-", 1).factory());
    try {
      long end = System.nanoTime() + limit.toNanos();
      List<Future<Answer>> asked = new ArrayList<>();
      for (Check check : checks) {
        asked.add(threads.submit(check.look()::look));
      }
      List<Finding> findings = new ArrayList<>();
      for (int i = 0; i < checks.size(); i++) {
        findings.add(finding(checks.get(i), asked.get(i), end));
      }
      return findings;
    } finally {
      threads.shutdownNow();
    }
  }

  private Finding finding(Check check, Future<Answer> asked, long end) throws InterruptedException {
    Answer answer;
    try {
      answer = asked.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      answer = Answer.wrong("no answer within " + Durations.format(limit), check.remedy());
    } catch (ExecutionException e) {
      answer = failure(e.getCause(), check.remedy());
    }
    return new Finding(check.name(), answer.state(), answer.found(), answer.remedy());
  }

  private static Answer failure(@Nullable Throwable cause, String remedy) {
    return switch (cause) {
      case InvalidSettingsException e -> Answer.invalid(e.getMessage() + "", "mend the settings");
      case SourceException e ->
          Answer.wrong(e.text() + (e.detail().isEmpty() ? "" : " (" + e.detail() + ")"), remedy);
      case IOException e -> Answer.wrong(Failures.reason(e), remedy);
      case UncheckedIOException e -> Answer.wrong(Failures.reason(e), remedy);
      case RuntimeException e -> bug(e);
      case Exception e -> Answer.wrong(Failures.reason(e), remedy);
      case null, default -> bug(cause);
    };
  }

  private static Answer bug(@Nullable Throwable cause) {
    return new Answer(Answer.State.BUG, "a bug of Trainyard: " + cause, "please report it");
  }
}
