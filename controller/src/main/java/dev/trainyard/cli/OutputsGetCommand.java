package dev.trainyard.cli;

import dev.trainyard.cli.TrainOutputs.Item;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard outputs get`: the files of a train, brought to a folder.
@Command(
    name = "get",
    description = {
      "Fetches the merged outputs of a train and verifies them.",
      "Each comes with its manifest. Run it again after an interruption: it goes on where "
          + "it was. What is in the folder already is never changed or deleted."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is there and has its checksum",
      "1:the command line is wrong, or the status branch knows no such train",
      "2:the settings have errors",
      "3:the store or the folder cannot be reached",
      "4:the train has no merged outputs",
      "5:some files could not be had, or a different one is in their place; each is named",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard outputs get weekly --settings ../trainyard.yaml",
      "  trainyard outputs get weekly results --from https://data.example.org/store",
      "  trainyard outputs get weekly results --from /mnt/store --wagon dimuon/mass"
    },
    mixinStandardHelpOptions = true)
final class OutputsGetCommand implements Callable<Integer> {
  private static final String FETCHED = "fetched";
  private static final String FAILED = "failed";
  private static final int PARALLEL = 4;
  private static final int MOST_PARALLEL = 64;

  @Mixin private final OutputsOptions options = new OutputsOptions();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DIR",
      description = "Where to (default: outputs/TRAIN, below this folder).")
  private @Nullable Path folder;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "So many files at a time (default: 4).")
  private int parallel = PARALLEL;

  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException,
          UsageException,
          InvalidSettingsException,
          UnknownRevisionException,
          InterruptedException {
    if (parallel < 1 || parallel > MOST_PARALLEL) {
      throw new UsageException("--parallel is from 1 to " + MOST_PARALLEL);
    }
    Screen screen = Screen.of(spec);
    try (OpenYard open = options.open()) {
      TrainOutputs told = options.told(open);
      if (told.outputs().isEmpty()) {
        Screen.complain(spec, OutputsOptions.nothing(told.train()));
        if (output.format() == OutputOption.Format.JSON) {
          screen.json(open.json(), List.of());
        }
        return ExitCode.NOTHING.code();
      }
      OutputSource source = options.source(open);
      TrainOutputs outputs = told.withManifests(source, open.json());
      outputs.problems().forEach(problem -> Screen.complain(spec, problem));
      Path target = target(told.train().name());
      List<Value> values = fetch(outputs.items(), source, target);
      switch (output.format()) {
        case JSON -> screen.json(open.json(), values);
        case TEXT -> print(screen, values, target);
      }
      boolean complete = values.stream().allMatch(value -> value.problem().isEmpty());
      return (complete && outputs.problems().isEmpty() ? ExitCode.FINE : ExitCode.UNFINISHED)
          .code();
    } finally {
      screen.flush();
    }
  }

  private Path target(String train) throws IOException {
    Path named = folder == null ? Path.of("outputs", train) : folder;
    if (Files.exists(named) && !Files.isDirectory(named)) {
      throw new IOException(named + " is no folder");
    }
    boolean dangling = !Files.exists(named) && Files.exists(named, LinkOption.NOFOLLOW_LINKS);
    if (dangling) {
      throw new IOException(named + " is a symbolic link to nothing");
    }
    return Files.createDirectories(named).toRealPath();
  }

  /// What programs are told of one file.
  ///
  /// @param path from the top of the folder
  /// @param state `fetched`, `had` or `failed`
  /// @param problem empty if it is there
  record Value(String path, String state, String problem) {}

  private List<Value> fetch(List<Item> items, OutputSource source, Path target)
      throws IOException, InterruptedException {
    OutputsDelivery delivery = new OutputsDelivery(source, target, new AtomicLong());
    long total = items.stream().mapToLong(Item::size).sum();
    Map<Item, Future<OutputsDelivery.End>> ends = new LinkedHashMap<>();
    List<Value> values = new ArrayList<>();
    try (ProgressLine progress =
            ProgressLine.show(spec.commandLine().getErr(), () -> bar(delivery, total));
        ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
      items.forEach(item -> ends.put(item, threads.submit(() -> delivery.fetch(item))));
      for (Map.Entry<Item, Future<OutputsDelivery.End>> end : ends.entrySet()) {
        Value value = of(end.getKey(), end.getValue());
        if (!value.problem().isEmpty()) {
          progress.complain(value.path() + ": " + value.problem());
        }
        values.add(value);
      }
    }
    delivery.tidy();
    return values;
  }

  private static void print(Screen screen, List<Value> values, Path target) {
    int fetched = count(values, FETCHED);
    int failed = count(values, FAILED);
    screen.line(
        "%s fetched to %s, %d there before%s"
            .formatted(
                Figures.count(fetched, "file"),
                target,
                values.size() - fetched - failed,
                failed == 0 ? "; all have their checksums" : ", " + failed + " not to be had"));
  }

  private static int count(List<Value> values, String state) {
    return (int) values.stream().filter(value -> value.state().equals(state)).count();
  }

  private static Value of(Item item, Future<OutputsDelivery.End> end) throws InterruptedException {
    try {
      return switch (end.get()) {
        case FETCHED -> new Value(item.target(), FETCHED, "");
        case HAD -> new Value(item.target(), "had", "");
      };
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (!(cause instanceof IOException io)) {
        throw new IllegalStateException(item.path(), cause);
      }
      String why =
          io instanceof NoSuchFileException ? "the store does not have it" : Failures.reason(io);
      return new Value(item.target(), FAILED, why);
    }
  }

  private static String bar(OutputsDelivery delivery, long total) {
    long done = delivery.done().get();
    return "%s of %s (%s)"
        .formatted(Figures.bytes(done), Figures.bytes(total), Figures.percent(done, total));
  }
}
