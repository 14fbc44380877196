package dev.trainyard.plan;

import dev.trainyard.model.Durations;
import dev.trainyard.model.spec.YardSpec.Rules;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.ExitCause.Blame;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.plan.JobTally.GivenUp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Says of a wagon what its test came to.
///
/// @param rules that draw a warning
/// @param rest how long a test rests that failed through no fault of its wagon
record TestVerdict(Rules rules, Duration rest, Instant now) {
  private static final int LOG_LINES = 14;

  /// What a result says.
  WagonTestStatus of(WantedTest test, WagonTestStatus status, JobResult result) {
    ResourceUsage expected = Usage.expected(test, result);
    List<String> broken = new RuleCheck(rules).broken(test, result, expected);
    WagonTestPhase phase =
        broken.isEmpty() ? new WagonTestPhase.Passed() : new WagonTestPhase.Warned(broken);
    String message =
        broken.isEmpty()
            ? ""
            : String.join("; ", broken) + "; make the wagon leaner, or raise the rule in the yard";
    return status
        .enter(phase, result.finished())
        .explained(message, List.of())
        .measured(result.stagedBytes(), Usage.of(List.of(result)), expected);
  }

  /// What it says that there is no result.
  WagonTestStatus failed(WagonTestStatus status, GivenUp job, OrderProgress progress) {
    List<String> lines = logLines(progress);
    // Somebody's cancelling of the task says as little as its loss.
    String cause = (job.cause() == ExitCause.CANCELLED ? ExitCause.LOST : job.cause()).toString();
    String next =
        isOwnFault(cause)
            ? "mend it and commit, a changed wagon is tested again"
            : "it is not the wagon's fault and is tested again in " + Durations.format(rest);
    String message = job.message() + "; " + next;
    WagonTestStatus failed =
        status.enter(new WagonTestPhase.Failed(cause), now).explained(message, lines);
    if (progress.failed().isEmpty()) {
      return failed;
    }
    JobResult last = progress.failed().getLast();
    return failed.measured(last.stagedBytes(), Usage.of(List.of(last)), null);
  }

  /// What the wagons said, once each.
  private static List<String> logLines(OrderProgress progress) {
    List<String> lines =
        progress.failed().stream()
            .flatMap(result -> result.wagons().stream())
            .map(WagonResult::logLines)
            .distinct()
            .flatMap(List::stream)
            .toList();
    return lines.size() <= LOG_LINES
        ? lines
        : Stream.concat(lines.stream().limit(LOG_LINES - 1), Stream.of(WagonResult.LEFT_OUT))
            .toList();
  }

  /// Whether a cause, as the status words it, says something of the wagon.
  static boolean isOwnFault(String cause) {
    return Arrays.stream(ExitCause.values())
        .filter(c -> c.toString().equals(cause))
        .anyMatch(c -> c.blame() == Blame.WAGON || c.blame() == Blame.RESOURCES);
  }
}
