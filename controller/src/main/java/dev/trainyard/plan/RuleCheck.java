package dev.trainyard.plan;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.Durations;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.YardSpec.Rules;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.OutputFile;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.model.work.WagonRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Measures a test against the yard's warning rules.
final class RuleCheck {
  /// A shorter run has too few samples to tell a leak from starting up.
  private static final Duration LEAK_NEEDS = Duration.ofSeconds(30);

  private final Rules rules;

  RuleCheck(Rules rules) {
    this.rules = rules;
  }

  /// The rules that a test broke, one sentence each.
  List<String> broken(WantedTest test, JobResult result, ResourceUsage expected) {
    Map<String, WagonRun> runs =
        test.composed().runs().stream()
            .collect(Collectors.toMap(run -> run.name().toString(), Function.identity()));
    List<String> broken = new ArrayList<>();
    for (WagonResult wagon : result.wagons()) {
      if (wagon.name().wagon().equals(test.wagon())) {
        ofInstance(wagon, broken);
        WagonRun run = runs.get(wagon.name().toString());
        if (run != null) {
          reduction(wagon, run, result.stagedBytes(), broken);
        }
      }
    }
    if (expected.cpu().compareTo(rules.cpu()) > 0) {
      broken.add(
          "the whole dataset would take %s of CPU time; the limit is %s"
              .formatted(Durations.forPeople(expected.cpu()), Durations.format(rules.cpu())));
    }
    if (expected.outputBytes() > rules.outputSize().bytes()) {
      broken.add(
          "the whole dataset would give %s of output; the limit is %s"
              .formatted(new ByteSize(expected.outputBytes()).forPeople(), rules.outputSize()));
    }
    return broken;
  }

  private void ofInstance(WagonResult wagon, List<String> broken) {
    ResourceUsage usage = wagon.usage();
    if (usage.pssMax() > rules.memory().bytes()) {
      broken.add(
          "%s used %s of memory; the limit is %s"
              .formatted(wagon.name(), new ByteSize(usage.pssMax()).forPeople(), rules.memory()));
    }
    double leak = usage.pssAverage() == 0 ? 1 : (double) usage.pssMax() / usage.pssAverage();
    if (usage.wall().compareTo(LEAK_NEEDS) > 0 && leak > rules.leak()) {
      broken.add(
          String.format(
              Locale.ROOT,
              "%s may leak memory: its peak is %.2f times its average; the limit is %.2f",
              wagon.name(),
              leak,
              rules.leak()));
    }
    if (usage.logBytes() > rules.logSize().bytes()) {
      broken.add(
          "%s wrote %s of log; the limit is %s"
              .formatted(
                  wagon.name(), new ByteSize(usage.logBytes()).forPeople(), rules.logSize()));
    }
  }

  private void reduction(WagonResult wagon, WagonRun run, long input, List<String> broken) {
    List<String> derived =
        run.outputs().stream().filter(Output::derived).map(Output::file).toList();
    long bytes =
        wagon.outputs().stream()
            .filter(output -> derived.contains(output.file()))
            .mapToLong(OutputFile::size)
            .sum();
    if (bytes > 0 && (double) input / bytes < rules.reductionFactor()) {
      broken.add(
          String.format(
              Locale.ROOT,
              "the derived data of %s is %.1f times smaller than the input; the limit is %.1f",
              wagon.name(),
              (double) input / bytes,
              rules.reductionFactor()));
    }
  }
}
