package dev.trainyard.cli;

import dev.trainyard.cli.Validation.Cache;
import dev.trainyard.config.Rule;
import dev.trainyard.git.UnknownRevisionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `trainyard validate`: tells what is wrong in a yard on disk. It reads the whole yard, since
/// names are checked across files, and reports on what was asked for.
@Command(
    name = "validate",
    description = {"Checks the files of a yard.", "It touches no network and executes nothing."},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no errors; there may be warnings",
      "1:the command line is wrong",
      "2:there are errors",
      "3:something outside failed, such as the disk",
      "4:no file of a yard was found",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard validate                          # the yard around this folder",
      "  trainyard validate trains/weekly.yaml       # one file, against all others",
      "  trainyard validate --changed-from origin/main    # what a branch made worse",
      "  trainyard validate --output github          # annotations in GitHub Actions",
      "  trainyard validate --disable deprecated-dataset  # without one rule"
    })
final class ValidateCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      description = "Files or folders of one repository; all are checked, these are reported.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      converter = FormatName.class,
      description = "text, json, sarif or github (default: text).")
  private ReportFormat format = ReportFormat.TEXT;

  @Option(
      names = "--changed-from",
      paramLabel = "REV",
      description = {
        "Report on files that differ from this commit,",
        "and on problems that it did not have."
      })
  private @Nullable String changedFrom;

  @Option(
      names = "--disable",
      paramLabel = "RULE",
      converter = RuleName.class,
      description = "Leave a rule out; may be repeated.")
  private List<Rule> disabled = new ArrayList<>();

  @Option(
      names = "--no-cache",
      description = "Check all files anew, as if none had been checked before.")
  private boolean noCache;

  @Option(names = "--rules", description = "List the rules and exit.")
  private boolean listRules;

  private static final class RuleName implements ITypeConverter<Rule> {
    @Override
    public Rule convert(String name) {
      try {
        return Rule.named(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static final class FormatName implements ITypeConverter<ReportFormat> {
    @Override
    public ReportFormat convert(String name) {
      return ReportFormat.of(name)
          .orElseThrow(() -> new TypeConversionException("write text, json, sarif or github"));
    }
  }

  @Override
  public Integer call() throws IOException, UnknownRevisionException {
    if (listRules) {
      return printRules().code();
    }
    CommandLine command = spec.commandLine();
    try {
      return validation().run(command.getOut(), command.getErr(), Colours.of(spec)).code();
    } catch (UsageException e) {
      throw new ParameterException(command, e.getMessage());
    }
  }

  Validation validation() {
    return new Validation(
        paths, format, changedFrom, disabled, noCache ? Cache.UNUSED : Cache.USED);
  }

  private ExitCode printRules() {
    PrintWriter out = spec.commandLine().getOut();
    for (Rule rule : Rule.values()) {
      out.printf("%-20s %-8s %s%n", rule, rule.severity(), rule.description());
    }
    out.flush();
    return ExitCode.FINE;
  }
}
