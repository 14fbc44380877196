package dev.trainyard.cli;

import dev.trainyard.controller.RunCatalogue;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Kind;
import dev.trainyard.model.RunSet;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.plan.Replay;
import dev.trainyard.report.TextPage;
import dev.trainyard.runs.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard replay`: what a run listener would have taken.
@Command(
    name = "replay",
    description = {
      "Tells which runs of the past a run listener would take.",
      "The listener is taken as its file lies here. Beside the file as it was committed last, it"
          + " tells what is newly taken and what no more; beside the other listeners, what would be"
          + " taken twice. Runs come from the run source that the settings name, or from a file"
          + " with a column for each field. Nothing is started."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:told",
      "1:the command line is wrong, or there is no such listener",
      "2:the settings have errors, or runs are taken twice",
      "3:the run source cannot be read",
      "4:it takes no run",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard replay lar-energy-scan --settings trainyard.yaml",
      "  trainyard replay lar-energy-scan --since 251000 --runs runs.csv",
      "  trainyard replay lar-energy-scan --runs runs.csv --output json"
    },
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "LISTENER", description = "The run listener's name.")
  private String name = "";

  @Option(names = "--since", paramLabel = "RUN", description = "From this run on (default: all).")
  private long since;

  @Option(
      names = "--runs",
      paramLabel = "FILE",
      description = {
        "Take the runs from this CSV or JSON file: a column 'run', and one for each field that",
        "the listeners ask for."
      })
  private @Nullable Path runs;

  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException,
          UnknownRevisionException,
          InvalidSettingsException,
          UsageException,
          InterruptedException {
    try (OpenYard open = yard.open()) {
      Snapshot snapshot = open.snapshot();
      Named named = YardNames.of(snapshot, open.memory()).find(name, EnumSet.of(Kind.RUN_LISTENER));
      Declared<RunListenerSpec> listener = snapshot.listeners().declared().get(named.name());
      if (listener == null) {
        throw new UsageException("there is no run listener " + named.name());
      }
      RunTable table = table(open, snapshot, listener.spec().source());
      Replay replay =
          Replay.of(listener, committed(open, named.name()), snapshot.listeners(), table, since);
      if (!replay.missing().isEmpty()) {
        throw new IOException(
            "the source has no %s, it has %s"
                .formatted(String.join(", ", replay.missing()), String.join(", ", table.fields())));
      }
      print(open, named, replay);
      if (!replay.twice().isEmpty()) {
        return ExitCode.INVALID.code();
      }
      return (replay.matched().isEmpty() ? ExitCode.NOTHING : ExitCode.FINE).code();
    }
  }

  private RunTable table(OpenYard open, Snapshot snapshot, String source)
      throws IOException, InvalidSettingsException, UsageException, InterruptedException {
    Path file = runs;
    try {
      if (file != null) {
        return RunFile.of(snapshot.listeners(), source).read(file);
      }
      Map<String, RunCatalogue> all = OnRuns.open(open.neededSettings(), InstantSource.system());
      RunCatalogue catalogue = all.get(source);
      if (catalogue == null) {
        throw new UsageException(
            "the settings have no run source %s in runSources; name a file with --runs"
                .formatted(source));
      }
      return catalogue.source().read(null);
    } catch (SourceException e) {
      String detail = e.detail().isEmpty() ? "" : " (" + e.detail() + ")";
      throw new IOException("the runs cannot be read: " + e.text() + detail, e);
    }
  }

  /// The listener as it was committed last; null if it was not.
  private static @Nullable RunListenerSpec committed(OpenYard open, String name)
      throws IOException {
    try {
      Declared<RunListenerSpec> before = open.declared("HEAD").listeners().declared().get(name);
      return before == null ? null : before.spec();
    } catch (UnknownRevisionException _) {
      return null;
    }
  }

  private void print(OpenYard open, Named named, Replay replay) {
    Screen screen = Screen.of(spec);
    switch (output.format()) {
      case JSON -> screen.json(open.json(), replay);
      case TEXT -> screen.out().print(text(screen, named, replay));
    }
    screen.flush();
  }

  private static String text(Screen screen, Named named, Replay replay) {
    TextPage page = new TextPage(screen.colours()).heading(named.toString());
    add(page, "takes", replay.matched());
    add(page, "newly", replay.newly());
    add(page, "no more", replay.noMore());
    add(page, "wait for validation", replay.waiting());
    add(page, "bad", replay.bad());
    replay.twice().forEach((other, both) -> add(page, "also taken by " + other, both));
    if (!replay.unknown().isEmpty()) {
      page.heading("not known enough of: " + replay.unknown().size());
      new TreeMap<>(replay.unknown())
          .entrySet().stream()
              .limit(MOST_LACKING)
              .forEach(it -> page.line(1, it.getKey() + ": " + String.join(", ", it.getValue())));
    }
    return page.text();
  }

  private static final int MOST_LACKING = 20;

  private static void add(TextPage page, String what, Collection<Long> runs) {
    List<String> lines = RunSet.of(runs).runs();
    if (what.equals("takes") || !lines.isEmpty()) {
      page.heading(what + ": " + (runs.size() == 1 ? "1 run" : runs.size() + " runs"));
      lines.forEach(line -> page.line(1, line));
    }
  }
}
