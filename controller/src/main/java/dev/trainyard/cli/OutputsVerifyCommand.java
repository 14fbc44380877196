package dev.trainyard.cli;

import dev.trainyard.cli.TrainOutputs.Item;
import dev.trainyard.report.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard outputs verify`: whether files are what the status branch and the manifests say.
@Command(
    name = "verify",
    description = {
      "Compares every output of a train with its recorded size and SHA-256: in a folder that"
          + " `outputs get` filled, or without one in the store."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is there and has its checksum",
      "1:the command line is wrong, or the status branch knows no such train",
      "2:the settings have errors",
      "3:the store or the folder cannot be reached",
      "4:the train has no merged outputs",
      "5:files are missing or differ; each is named"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard outputs verify weekly results   # against the status branch alone",
      "  trainyard outputs verify weekly --settings ../trainyard.yaml"
    },
    mixinStandardHelpOptions = true)
final class OutputsVerifyCommand implements Callable<Integer> {
  @Mixin private final OutputsOptions options = new OutputsOptions();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder to look at (default: the store).")
  private @Nullable Path folder;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, UsageException, InvalidSettingsException {
    Screen screen = Screen.of(spec);
    try (OpenYard open = options.open()) {
      TrainOutputs told = options.told(open);
      if (told.outputs().isEmpty()) {
        screen.line(OutputsOptions.nothing(told.train()));
        return ExitCode.NOTHING.code();
      }
      if (folder != null && !Files.isDirectory(folder)) {
        throw new IOException("there is no folder " + folder);
      }
      OutputSource looked =
          folder == null ? options.source(open) : new OutputSource.Folder(folder.toRealPath());
      boolean store = folder == null || options.knowsStore(open);
      TrainOutputs outputs = store ? told.withManifests(options.source(open), open.json()) : told;
      outputs.problems().forEach(problem -> Screen.complain(spec, problem));
      List<Item> items = outputs.items();
      long wrong = items.stream().filter(item -> !isRight(item, looked)).count();
      screen.line(
          "%s of %s: %s"
              .formatted(
                  Figures.count(items.size(), "file"),
                  told.train().name(),
                  wrong == 0 ? "all are what they should be" : wrong + " missing or different"));
      return (wrong == 0 && outputs.problems().isEmpty() ? ExitCode.FINE : ExitCode.UNFINISHED)
          .code();
    } finally {
      screen.flush();
    }
  }

  private boolean isRight(Item item, OutputSource looked) {
    String path = folder == null ? item.path() : item.target();
    try (InputStream in = looked.open(path, 0)) {
      if (OutputsDelivery.sha256(in).equals(item.sha256())) {
        return true;
      }
      Screen.complain(spec, path + ": it differs");
    } catch (NoSuchFileException e) {
      Screen.complain(spec, path + ": it is missing");
    } catch (IOException e) {
      Screen.complain(spec, path + ": " + e.getMessage());
    }
    return false;
  }
}
