package dev.trainyard.cli;

import dev.trainyard.controller.LocalStatus;
import dev.trainyard.controller.Memory;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Durations;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.YardStatus;
import dev.trainyard.report.DashboardText;
import dev.trainyard.report.TextPage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `trainyard status`: the dashboard, or the state of one thing.
@Command(
    name = "status",
    description = {
      "Tells how the yard is, or a train, wagon, dataset or pull request.",
      "It is the dashboard of the status branch, for terminals, read from this clone; "
          + "--fetch and --watch bring the branch here first. On a terminal, --watch redraws; "
          + "elsewhere it prints a line per change. With a train, it ends when the train is over."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:told; or the train that was watched has succeeded",
      "1:the command line is wrong, or there is no such name",
      "2:the settings have errors",
      "3:something outside failed, such as the disk",
      "4:this clone has no status branch",
      "5:the train that was watched has failed, or was cancelled",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard status",
      "  trainyard status weekly --fetch",
      "  trainyard status --watch --every 5s",
      "  trainyard status weekly --watch && ./plot-results"
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Candidates.Names.class,
      description = {
        "A train, wagon, dataset, listener, pipeline or pull request (pull/7; default: the",
        "whole yard)."
      })
  private @Nullable String name;

  @Option(names = "--fetch", description = "Bring the status branch here first.")
  private boolean fetch;

  @Option(names = "--watch", description = "Go on telling until Ctrl-C, or the train is over.")
  private boolean watch;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = Time.class,
      description = "How often --watch looks (default: 10s).")
  private Duration every = Duration.ofSeconds(10);

  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  private static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Durations.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public Integer call()
      throws IOException, UnknownRevisionException, InvalidSettingsException, UsageException {
    if (every.compareTo(SHORTEST) < 0) {
      throw new UsageException("--every is at least 1s: each look asks the remote");
    }
    if (watch && output.format() == OutputOption.Format.JSON) {
      throw new UsageException("--watch is for people: ask again and again with --output json");
    }
    try (OpenYard open = yard.open()) {
      Screen screen = Screen.of(spec);
      if (fetch || watch) {
        new StatusFetch(open).failure().ifPresent(this::warn);
      }
      if (watch) {
        return watch(open, screen).code();
      }
      Optional<LocalStatus> status = open.status();
      if (status.isEmpty()) {
        warn(open.noStatus());
        return ExitCode.NOTHING.code();
      }
      tell(open, screen);
      return ExitCode.FINE.code();
    }
  }

  private Optional<PullStatus> pull(OpenYard open, Memory memory)
      throws IOException, UnknownRevisionException, UsageException {
    return name == null
        ? Optional.empty()
        : new PullNames(memory).find(name, YardNames.of(open.snapshot(), memory));
  }

  private ExitCode watch(OpenYard open, Screen screen)
      throws IOException, UnknownRevisionException, UsageException {
    if (pull(open, open.memory()).isPresent()) {
      throw new UsageException("--watch is of trains, wagons and datasets; ask again with --fetch");
    }
    Optional<Named> named = named(open, open.memory());
    Watch watching = new Watch(open, screen, every, named, this::warn);
    return switch (watching.run(memory -> page(open, screen, named, memory))) {
      case FINE -> ExitCode.FINE;
      case FAILED -> ExitCode.UNFINISHED;
    };
  }

  private Optional<Named> named(OpenYard open, Memory memory)
      throws IOException, UnknownRevisionException, UsageException {
    return name == null
        ? Optional.empty()
        : Optional.of(
            YardNames.of(open.snapshot(), memory)
                .find(
                    name,
                    EnumSet.of(
                        Kind.TRAIN, Kind.WAGON, Kind.DATASET, Kind.RUN_LISTENER, Kind.PIPELINE)));
  }

  private void tell(OpenYard open, Screen screen)
      throws IOException, UnknownRevisionException, UsageException {
    Memory memory = open.memory();
    Optional<PullStatus> pull = pull(open, memory);
    if (pull.isPresent()) {
      StatusText.print(screen, output, open.json(), pull.get());
      return;
    }
    Optional<Named> named = named(open, memory);
    switch (output.format()) {
      case TEXT -> screen.out().print(page(open, screen, named, memory));
      case JSON ->
          screen.json(
              open.json(),
              named.isEmpty() ? Everything.of(memory) : new StatusText(memory).tree(named.get()));
    }
    screen.flush();
  }

  /// All of the status branch, for programs.
  private record Everything(
      @Nullable ControllerStatus controller,
      SortedMap<String, TrainStatus> trains,
      SortedMap<String, WagonStatus> wagons,
      SortedMap<String, DatasetStatus> datasets,
      SortedMap<String, PullStatus> pulls) {
    static Everything of(Memory memory) {
      SortedMap<String, WagonStatus> wagons = new TreeMap<>();
      memory.wagons().forEach((wagon, status) -> wagons.put(wagon.toString(), status));
      return new Everything(
          memory.controllerStatus().orElse(null),
          new TreeMap<>(memory.trains()),
          wagons,
          new TreeMap<>(memory.datasets()),
          new TreeMap<>(memory.pulls()));
    }
  }

  private static String page(OpenYard open, Screen screen, Optional<Named> named, Memory memory)
      throws IOException, UnknownRevisionException {
    if (named.isPresent()) {
      TextPage page = new TextPage(screen.colours()).heading(named.get().toString());
      new StatusText(memory).addTo(page, named.get());
      return page.text();
    }
    Optional<LocalStatus> status = open.status();
    Optional<ControllerStatus> controller = memory.controllerStatus();
    if (status.isEmpty()) {
      return "no controller has told anything yet\n";
    }
    if (controller.isEmpty()) {
      return "controller.yaml of the status branch is missing or damaged; the controller writes it"
          + " anew in its next round\n";
    }
    Snapshot snapshot = open.snapshot();
    YardStatus all =
        new YardStatus(
            snapshot,
            controller.get(),
            memory.trains(),
            memory.wagons(),
            memory.datasets(),
            memory.pulls(),
            memory.listeners(),
            memory.pipelines(),
            InstantSource.system().instant());
    return new DashboardText(all, open.repository().time(status.get().commit()))
        .text(screen.colours());
  }

  private void warn(String message) {
    Screen.complain(spec, spec.qualifiedName() + ": " + message);
  }
}
