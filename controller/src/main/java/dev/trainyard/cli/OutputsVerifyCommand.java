package dev.trainyard.cli;

import dev.trainyard.cli.TrainOutputs.Item;
import dev.trainyard.git.UnknownRevisionException;
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
      "Compares outputs with what is recorded of them.",
      "Every output of the train is compared by size and SHA-256: in a folder that `outputs "
          + "get` filled, or without one in the store."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is there and has its checksum",
      "1:the command line is wrong, or the status branch knows no such train",
      "2:the settings have errors",
      "3:the store or the folder cannot be reached",
      "4:the train has no merged outputs",
      "5:files are missing or differ; each is named",
      "31:a bug of Trainyard"
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

  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException, UsageException, InvalidSettingsException, UnknownRevisionException {
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
      if (folder != null && !Files.isDirectory(folder)) {
        throw new IOException("there is no folder " + folder);
      }
      OutputSource looked =
          folder == null ? options.source(open) : new OutputSource.Folder(folder.toRealPath());
      boolean store = folder == null || options.knowsStore(open);
      TrainOutputs outputs =
          store
              ? told.withManifests(options.source(open), open.json())
              : told.withManifestsOfParts(looked, open.json());
      outputs.problems().forEach(problem -> Screen.complain(spec, problem));
      List<Value> values = outputs.items().stream().map(item -> look(item, looked)).toList();
      switch (output.format()) {
        case JSON -> screen.json(open.json(), values);
        case TEXT -> print(screen, outputs, values);
      }
      boolean right = values.stream().allMatch(Value::isRight) && outputs.problems().isEmpty();
      return (right ? ExitCode.FINE : ExitCode.UNFINISHED).code();
    } finally {
      screen.flush();
    }
  }

  /// What programs are told of one file.
  ///
  /// @param found what its checksum is; null if there is no such file, or it cannot be read
  /// @param problem empty if it is what it should be
  record Value(String path, String recorded, @Nullable String found, String problem) {
    boolean isRight() {
      return problem.isEmpty();
    }
  }

  private Value look(Item item, OutputSource looked) {
    String path = folder == null ? item.path() : item.target();
    try (InputStream in = looked.open(path, 0)) {
      String found = OutputsDelivery.sha256(in);
      String problem = found.equals(item.sha256()) ? "" : "it differs";
      return new Value(path, item.sha256(), found, problem);
    } catch (NoSuchFileException _) {
      return new Value(path, item.sha256(), null, "it is missing");
    } catch (IOException e) {
      return new Value(path, item.sha256(), null, Failures.reason(e));
    }
  }

  private void print(Screen screen, TrainOutputs outputs, List<Value> values) {
    List<Value> wrong = values.stream().filter(value -> !value.isRight()).toList();
    wrong.forEach(value -> Screen.complain(spec, value.path() + ": " + value.problem()));
    String files = Figures.count(values.size(), "file") + " of " + outputs.train().name() + ": ";
    if (!wrong.isEmpty()) {
      screen.line(files + wrong.size() + " missing or different");
    } else if (!outputs.problems().isEmpty()) {
      screen.line(files + "these are what they should be, but not all can be checked");
    } else {
      screen.line(files + "all are what they should be");
    }
  }
}
