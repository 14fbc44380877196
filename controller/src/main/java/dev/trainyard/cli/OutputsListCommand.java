package dev.trainyard.cli;

import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.work.Manifest;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.report.Figures;
import dev.trainyard.report.TextTable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trainyard outputs list`: which files a train has made, and what is in them.
@Command(
    name = "list",
    description = {
      "Lists the merged outputs of a train.",
      "It says size, checksum, and how many of the input files are in them. The status "
          + "branch of the clone is enough; with the store, each file's own manifest is read."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:listed",
      "1:the command line is wrong, or the status branch knows no such train",
      "2:the settings have errors",
      "3:the store cannot be read",
      "4:the train has no merged outputs",
      "5:a manifest is missing, or contradicts the status branch",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard outputs list weekly",
      "  trainyard outputs list weekly --settings ../trainyard.yaml --output json"
    },
    mixinStandardHelpOptions = true)
final class OutputsListCommand implements Callable<Integer> {
  @Mixin private final OutputsOptions options = new OutputsOptions();
  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /// What programs are told of one output.
  ///
  /// @param inputs input files that are in it, if its manifest was read
  record Value(MergedOutput output, @Nullable Integer inputs, @Nullable Integer missing) {
    static Value of(TrainOutputs.Output output) {
      Manifest manifest = output.manifest();
      return manifest == null
          ? new Value(output.merged(), null, null)
          : new Value(output.merged(), manifest.inputs().size(), manifest.missing().size());
    }
  }

  @Override
  public Integer call()
      throws IOException, UsageException, InvalidSettingsException, UnknownRevisionException {
    try (OpenYard open = options.open()) {
      TrainOutputs told = options.told(open);
      Screen screen = Screen.of(spec);
      if (told.outputs().isEmpty() && output.format() == OutputOption.Format.TEXT) {
        screen.line(OutputsOptions.nothing(told.train()));
      }
      TrainOutputs all = told.outputs().isEmpty() ? told : withManifests(told, open);
      List<Value> values = all.outputs().stream().map(Value::of).toList();
      switch (output.format()) {
        case JSON -> screen.json(open.json(), values);
        case TEXT -> print(screen, all, values);
      }
      all.problems().forEach(problem -> Screen.complain(spec, problem));
      screen.flush();
      return code(all).code();
    }
  }

  /// The store tells more; where only the settings name it, it need not be at hand.
  private TrainOutputs withManifests(TrainOutputs told, OpenYard open)
      throws IOException, UsageException {
    if (!options.knowsStore(open)) {
      return told;
    }
    try {
      return told.withManifests(options.source(open), open.json());
    } catch (IOException e) {
      if (options.namesStore()) {
        throw e;
      }
      Screen.complain(spec, Failures.reason(e) + "; this is what the status branch tells");
      return told;
    }
  }

  private static ExitCode code(TrainOutputs all) {
    if (all.outputs().isEmpty()) {
      return ExitCode.NOTHING;
    }
    return all.problems().isEmpty() ? ExitCode.FINE : ExitCode.UNFINISHED;
  }

  private static void print(Screen screen, TrainOutputs all, List<Value> values) {
    TextTable table = new TextTable("wagon", "file", "list", "size>", "inputs>", "sha256", "path");
    Coverage coverage = all.train().coverage();
    for (Value value : values) {
      MergedOutput merged = value.output();
      Integer inputs = value.inputs();
      Integer missing = value.missing();
      table.row(
          merged.instance().toString(),
          merged.file(),
          merged.mergeList(),
          Figures.bytes(merged.size()),
          inputs == null || missing == null
              ? coverage(coverage, merged)
              : inputs + "/" + (inputs + missing),
          merged.sha256(),
          merged.path());
    }
    screen.table(table);
  }

  /// The status tells of the whole train, so nothing of the lists that are merged by themselves.
  private static String coverage(Coverage whole, MergedOutput merged) {
    return merged.mergeList().equals(MergeOrder.ALL) ? whole.files() + "/" + whole.ofFiles() : "";
  }
}
