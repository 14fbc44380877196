package dev.trainyard.cli;

import static java.util.stream.Collectors.joining;

import dev.trainyard.config.UnsafeEditException;
import dev.trainyard.git.TextDiff;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.git.UserClone;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.report.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A command that changes the file of one train and commits it: what such commands have in common.
///
/// [#run] finds the file, lets the command decide, checks what the yard would be then, and
/// [#print]s the change or [#commit]s it.
final class ChangeOptions {
  @Mixin private final YardOption yard = new YardOption();

  @Parameters(
      paramLabel = "TRAIN",
      completionCandidates = Candidates.Trains.class,
      description = "The train's name.")
  private String train = "";

  @Option(
      names = {"--print", "--dry-run"},
      description = "Print the change as `git apply` takes it, and change nothing.")
  private boolean print;

  @Option(names = "--push", description = "Push the branch after committing.")
  private boolean push;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      description = "Why: becomes the commit message, below its first line.")
  private @Nullable String message;

  /// Changes the train as decided.
  int run(CommandSpec spec, TrainChange.Decision decision)
      throws IOException,
          UsageException,
          InvalidSettingsException,
          UnsafeEditException,
          UnknownRevisionException {
    try (OpenYard open = yard.open()) {
      Path top =
          open.top()
              .orElseThrow(() -> new UsageException("a bare repository has no files to change"));
      TrainFile file = TrainFile.find(top, train, open.json());
      TrainChange change =
          decision.of(file, Optional.ofNullable(open.memory().trains().get(file.train().name())));
      Screen screen = Screen.of(spec);
      int code =
          switch (change) {
            case TrainChange.Nothing(String why) -> {
              screen.line(why);
              yield ExitCode.NOTHING.code();
            }
            case TrainChange.Edited edited ->
                act(file, screen, new Wanted(edited.content(), edited.summary(), edited.next()));
            case TrainChange.Deleted deleted ->
                act(file, screen, new Wanted(null, deleted.summary(), deleted.next()));
          };
      screen.flush();
      return code;
    }
  }

  /// @param content null if the file is to go
  private record Wanted(@Nullable String content, String summary, String next) {
    String diff(TrainFile file) {
      return content == null
          ? TextDiff.deleted(file.path(), file.content())
          : TextDiff.changed(file.path(), file.content(), content);
    }
  }

  private int act(TrainFile file, Screen screen, Wanted wanted) throws IOException {
    List<Problem> problems = file.broughtBy(wanted.content());
    if (!problems.isEmpty()) {
      screen.line("Nothing was changed: the yard would have errors.");
      problems.forEach(problem -> screen.line(1, problem.toString()));
      return ExitCode.INVALID.code();
    }
    if (print) {
      print(wanted.diff(file), screen);
      return ExitCode.FINE.code();
    }
    commit(file, screen, wanted);
    return ExitCode.FINE.code();
  }

  /// Exactly, where a program reads it; without what steers a terminal where a person does.
  private static void print(String diff, Screen screen) {
    screen
        .out()
        .print(
            Colours.isTerminal()
                ? diff.lines().map(SafeText::visible).collect(joining("\n", "", "\n"))
                : diff);
  }

  private void commit(TrainFile file, Screen screen, Wanted wanted) throws IOException {
    UserClone clone = new UserClone(file.copy().top());
    Optional<String> obstacle = clone.obstacle(file.path());
    if (obstacle.isPresent()) {
      throw new IOException(obstacle.get());
    }
    String branch =
        clone
            .branch()
            .orElseThrow(
                () ->
                    new IOException(
                        "no branch is checked out here that would hold the commit; git switch to"
                            + " one, or see the change with --print"));
    CommitId commit = commit(clone, file, wanted);
    screen.line(
        "%s: %s, commit %s on %s"
            .formatted(wanted.summary(), file.path(), commit.abbreviated(), branch));
    Optional<String> remote = clone.remote(branch);
    if (push && remote.isPresent()) {
      clone.push(remote.get(), branch);
      screen.line("Pushed to " + remote.get() + ".");
    } else if (push) {
      throw new IOException("it was committed, but there is nowhere to push it to");
    } else {
      remote.ifPresent(name -> screen.line("Not pushed yet: git push " + name + " " + branch));
    }
    screen.line(wanted.next());
  }

  /// Writes the file and commits it; if git or a hook refuses, the file is put back.
  private CommitId commit(UserClone clone, TrainFile file, Wanted wanted) throws IOException {
    Path path = file.file();
    String text = message == null ? wanted.summary() : wanted.summary() + "\n\n" + message;
    try {
      if (wanted.content() == null) {
        Files.delete(path);
      } else {
        Files.writeString(path, wanted.content());
      }
      return clone.commit(file.path(), text);
    } catch (IOException e) {
      Files.writeString(path, file.content());
      throw e;
    }
  }
}
