package dev.trainyard.cli;

import dev.trainyard.cli.Checkup.Finding;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.json.Json;
import dev.trainyard.model.Durations;
import dev.trainyard.report.SafeText;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trainyard doctor`: whether all is well with what Trainyard needs, and what to do if not.
@Command(
    name = "doctor",
    description = {
      "Checks all that Trainyard needs, and says what to do.",
      "With settings: versions, clock, credentials, work folder, repository, store, inputs, "
          + "engines, run sources and forge of a controller. Without: a clone, its remote and "
          + "what the controller said last. Each check is a line: ok, warn or FAIL. Nothing is "
          + "changed, no secret is printed."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well, but for warnings",
      "1:the command line is wrong",
      "2:the settings or the yard have errors",
      "3:something outside is wrong: repository, store, disk, engine",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard doctor --settings trainyard.yaml   # before `trainyard run`",
      "  trainyard doctor                             # in a clone of a yard",
      "  trainyard doctor --output json --limit 5s"
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--limit",
      paramLabel = "TIME",
      description = "What each check may take (default: 20s).")
  private String limit = "20s";

  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /// All findings, for scripts.
  private record Document(List<Finding> checks, int exitCode) {
    Document {
      checks = List.copyOf(checks);
    }
  }

  @Override
  public Integer call()
      throws IOException,
          InvalidSettingsException,
          UsageException,
          UnknownRevisionException,
          InterruptedException {
    Duration most = limit();
    Json json = new Json();
    InstantSource clock = InstantSource.system();
    Optional<SettingsFile> settings = yard.settings(json);
    if (settings.isPresent()) {
      try (Elsewhere elsewhere = Elsewhere.of(settings.get())) {
        return tell(new SettingsChecks(settings.get(), elsewhere, clock, most).all(), json, most);
      }
    }
    try (OpenYard open = yard.open()) {
      return tell(new CloneChecks(open, clock).all(), json, most);
    }
  }

  private Duration limit() throws UsageException {
    try {
      Duration read = Durations.parse(limit);
      if (read.isPositive()) {
        return read;
      }
    } catch (IllegalArgumentException _) {
      // As below.
    }
    throw new UsageException("--limit is a time such as 20s, not " + limit);
  }

  private int tell(List<Checkup.Check> checks, Json json, Duration most)
      throws InterruptedException {
    List<Finding> findings = new Checkup(checks, most).run();
    int code =
        findings.stream()
            .map(Finding::state)
            .max(Comparator.naturalOrder())
            .orElse(Answer.State.OK)
            .code()
            .code();
    Screen screen = Screen.of(spec);
    switch (output.format()) {
      case JSON -> screen.json(json, new Document(findings, code));
      case TEXT -> findings.forEach(it -> print(screen, it));
    }
    screen.flush();
    return code;
  }

  private static void print(Screen screen, Finding finding) {
    String word = finding.state().toString();
    String space = " ".repeat(Math.max(1, 5 - word.length()));
    String text = SafeText.plain(finding.check() + ": " + finding.found());
    screen.out().println(screen.colours().word(word) + space + text);
    String remedy = finding.remedy();
    if (remedy != null) {
      screen.line(3, "-> " + remedy);
    }
  }
}
