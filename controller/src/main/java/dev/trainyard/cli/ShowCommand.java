package dev.trainyard.cli;

import dev.trainyard.config.SpecYaml;
import dev.trainyard.controller.Memory;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.report.TextPage;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard show`: everything on one thing.
@Command(
    name = "show",
    description = {
      "Shows everything on one thing of a yard.",
      "That is its spec with all defaults filled in, what is wrong with it, and what became "
          + "of it. A NAME may be written with its kind: train/NAME, wagon/ANALYSIS/WAGON, "
          + "dataset/NAME. Of a pull request, pull/NAME, it is how it stands, its tests, and what "
          + "merging it would do, in short."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown",
      "1:the command line is wrong, or there is no such name",
      "2:the settings have errors",
      "3:something outside failed, such as the disk",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard show weekly",
      "  trainyard show wagon/dimuon/mass",
      "  trainyard show pull/7",
      "  trainyard show dimuon-2011a --at origin/main --output json"
    },
    mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      completionCandidates = Candidates.Names.class,
      description = {
        "What to show: a train, wagon, dataset, run list, package, analysis or",
        "pull request."
      })
  private String name = "";

  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final RevisionOption at = new RevisionOption();
  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException, UnknownRevisionException, InvalidSettingsException, UsageException {
    try (OpenYard open = yard.open()) {
      Snapshot snapshot = open.snapshot(at);
      Memory memory = open.memory();
      YardNames names = YardNames.of(snapshot, memory);
      Screen screen = Screen.of(spec);
      Optional<PullStatus> pull = new PullNames(memory).find(name, names);
      if (pull.isPresent()) {
        StatusText.print(screen, output, open.json(), pull.get());
        return ExitCode.FINE.code();
      }
      Named named = names.find(name, EnumSet.allOf(Kind.class));
      switch (output.format()) {
        case TEXT -> {
          TextPage page = new TextPage(screen.colours());
          addSpec(page, named, snapshot, open);
          new StatusText(memory).addTo(page, named);
          screen.out().print(page.text());
        }
        case JSON -> screen.json(open.json(), tree(named, snapshot, memory, open));
      }
      screen.flush();
      return ExitCode.FINE.code();
    }
  }

  private static void addSpec(TextPage page, Named named, Snapshot snapshot, OpenYard open) {
    page.heading(named.toString());
    Optional<Declared<?>> found = YardNames.declared(snapshot, named);
    if (found.isEmpty()) {
      boolean unreadable =
          named.kind() == Kind.TRAIN && snapshot.unreadableTrains().contains(named.name());
      page.line(unreadable ? "its file has errors; see trainyard validate" : "its file is gone");
      return;
    }
    Declared<?> declared = found.get();
    String labels =
        new TreeMap<>(declared.labels())
            .entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(", "));
    String old = "it is invalid now; this is its last valid version, of commit ";
    page.field("file", declared.position().toString())
        .field("labels", labels)
        .field("version", declared.earlier().map(commit -> old + commit.abbreviated()).orElse(""));
    problems(declared, snapshot).forEach(problem -> page.field("problem", problem.toString()));
    page.heading("spec, with defaults")
        .verbatim(0, new SpecYaml(open.json()).text(declared.spec()).lines().toList());
  }

  private static Stream<Problem> problems(Declared<?> declared, Snapshot snapshot) {
    return snapshot.problems().stream()
        .filter(problem -> problem.position().path().equals(declared.position().path()));
  }

  private static SortedMap<String, Object> tree(
      Named named, Snapshot snapshot, Memory memory, OpenYard open) {
    SortedMap<String, Object> tree = new StatusText(memory).tree(named);
    YardNames.declared(snapshot, named)
        .ifPresent(
            declared -> {
              tree.put("file", declared.position().path());
              tree.put("line", declared.position().line());
              declared.earlier().ifPresent(commit -> tree.put("earlier", commit.hex()));
              tree.put("problems", problems(declared, snapshot).map(Problem::toString).toList());
              tree.put("labels", declared.labels());
              tree.put("spec", new SpecYaml(open.json()).tree(declared.spec()));
            });
    return tree;
  }
}
