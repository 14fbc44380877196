package dev.trainyard.cli;

import dev.trainyard.cli.TrainOutputs.Item;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
      "5:some files could not be had, or a different one is in their place; each is named"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard outputs get weekly --settings ../trainyard.yaml",
      "  trainyard outputs get weekly results --from https://data.example.org/store",
      "  trainyard outputs get weekly results --from /mnt/store --wagon dimuon/mass"
    },
    mixinStandardHelpOptions = true)
final class OutputsGetCommand implements Callable<Integer> {
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
        screen.line(OutputsOptions.nothing(told.train()));
        return ExitCode.NOTHING.code();
      }
      OutputSource source = options.source(open);
      TrainOutputs outputs = told.withManifests(source, open.json());
      outputs.problems().forEach(problem -> Screen.complain(spec, problem));
      Path target = target(told.train().name());
      boolean complete = fetch(outputs.items(), source, target, screen);
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

  private boolean fetch(List<Item> items, OutputSource source, Path target, Screen screen)
      throws IOException, InterruptedException {
    OutputsDelivery delivery = new OutputsDelivery(source, target, new AtomicLong());
    long total = items.stream().mapToLong(Item::size).sum();
    Map<Item, Future<OutputsDelivery.End>> ends = new LinkedHashMap<>();
    int fetched = 0;
    int had = 0;
    try (ProgressLine progress =
            ProgressLine.show(spec.commandLine().getErr(), () -> bar(delivery, total));
        ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
      items.forEach(item -> ends.put(item, threads.submit(() -> delivery.fetch(item))));
      for (Map.Entry<Item, Future<OutputsDelivery.End>> end : ends.entrySet()) {
        switch (of(end.getKey(), end.getValue(), progress)) {
          case FETCHED -> fetched++;
          case HAD -> had++;
          case null -> {}
        }
      }
    }
    delivery.tidy();
    int failed = items.size() - fetched - had;
    screen.line(
        "%s fetched to %s, %d there before%s"
            .formatted(
                Figures.count(fetched, "file"),
                target,
                had,
                failed == 0 ? "; all have their checksums" : ", " + failed + " not to be had"));
    return failed == 0;
  }

  private OutputsDelivery.@Nullable End of(
      Item item, Future<OutputsDelivery.End> end, ProgressLine progress)
      throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (!(cause instanceof IOException io)) {
        throw new IllegalStateException(item.path(), cause);
      }
      String why =
          cause instanceof java.nio.file.NoSuchFileException
              ? "the store does not have it"
              : Failures.reason(io);
      progress.complain(item.target() + ": " + why);
      return null;
    }
  }

  private static String bar(OutputsDelivery delivery, long total) {
    long done = delivery.done().get();
    return "%s of %s (%s)"
        .formatted(Figures.bytes(done), Figures.bytes(total), Figures.percent(done, total));
  }
}
