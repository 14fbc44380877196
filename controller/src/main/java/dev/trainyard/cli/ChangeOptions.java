package dev.trainyard.cli;

import static java.util.stream.Collectors.joining;

import dev.trainyard.config.UnsafeEditException;
import dev.trainyard.git.TextDiff;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.git.UserClone;
import dev.trainyard.git.UserClone.Destination;
import dev.trainyard.job.Cancellation;
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
      ExitCode code =
          switch (change) {
            case TrainChange.Nothing(String why) -> nothing(file, spec, open, why);
            case TrainChange.Edited edited ->
                act(
                    file,
                    spec,
                    open,
                    new Wanted(edited.content(), edited.summary(), edited.next()));
            case TrainChange.Deleted deleted ->
                act(file, spec, open, new Wanted(null, deleted.summary(), deleted.next()));
          };
      screen.flush();
      return code.code();
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

  /// The file says so already; but only what is committed, and pushed, reaches the controller.
  private ExitCode nothing(TrainFile file, CommandSpec spec, OpenYard open, String why)
      throws IOException, InvalidSettingsException {
    if (print) {
      Screen.complain(spec, why);
      return ExitCode.NOTHING;
    }
    UserClone clone = new UserClone(file.copy().top());
    Optional<String> obstacle = clone.obstacle(file.path());
    if (obstacle.isPresent()) {
      throw new IOException(why + " But " + obstacle.get());
    }
    Screen screen = Screen.of(spec);
    screen.line(why);
    String branch = branch(clone);
    Optional<Destination> there = clone.destination(branch);
    if (push && there.isPresent() && clone.isAheadOf(there.get())) {
      publish(clone, branch, screen, open);
      return ExitCode.FINE;
    }
    return ExitCode.NOTHING;
  }

  private ExitCode act(TrainFile file, CommandSpec spec, OpenYard open, Wanted wanted)
      throws IOException, InvalidSettingsException {
    List<Problem> problems = file.broughtBy(wanted.content());
    if (!problems.isEmpty()) {
      Screen.complain(spec, "Nothing was changed: the yard would have errors.");
      problems.forEach(problem -> Screen.complain(spec, problem.toString()));
      return ExitCode.INVALID;
    }
    if (print) {
      print(wanted.diff(file), Screen.of(spec));
      return ExitCode.FINE;
    }
    commit(file, Screen.of(spec), open, wanted);
    return ExitCode.FINE;
  }

  /// Exactly, where a program reads it; without what steers a terminal where a person does.
  private static void print(String diff, Screen screen) {
    screen
        .out()
        .print(
            TerminalStream.OUT.isTerminal()
                ? diff.lines().map(SafeText::wholeLine).collect(joining("\n", "", "\n"))
                : diff);
  }

  private void commit(TrainFile file, Screen screen, OpenYard open, Wanted wanted)
      throws IOException, InvalidSettingsException {
    UserClone clone = new UserClone(file.copy().top());
    Optional<String> obstacle = clone.obstacle(file.path());
    if (obstacle.isPresent()) {
      throw new IOException(obstacle.get());
    }
    String branch = branch(clone);
    CommitId commit = commit(clone, file, wanted);
    screen.line(
        "%s: %s, commit %s on %s"
            .formatted(wanted.summary(), file.path(), commit.abbreviated(), branch));
    publish(clone, branch, screen, open);
    screen.line(wanted.next());
  }

  private static String branch(UserClone clone) throws IOException {
    return clone
        .branch()
        .orElseThrow(
            () ->
                new IOException(
                    "no branch is checked out here that would hold the commit; git switch to one,"
                        + " or see the change with --print"));
  }

  /// Pushes, or says how to, and whether that is where the controller looks.
  private void publish(UserClone clone, String branch, Screen screen, OpenYard open)
      throws IOException, InvalidSettingsException {
    Optional<Destination> destination = clone.destination(branch);
    if (destination.isEmpty()) {
      if (push) {
        throw new IOException("it was committed, but there is nowhere to push it to");
      }
      return;
    }
    Destination there = destination.get();
    if (push) {
      clone.push(there);
      screen.line("Pushed to " + there.remote() + ", " + there.branch() + ".");
    } else {
      String what = there.branch().equals(branch) ? branch : "HEAD:" + there.branch();
      screen.line("Not pushed yet: git push " + there.remote() + " " + what);
    }
    Optional<String> main =
        open.settings().isPresent()
            ? Optional.of(open.settings().get().settings().spec().repository().main())
            : clone.mainBranch(there.remote());
    main.filter(name -> !name.equals(there.branch()))
        .ifPresent(name -> screen.line("It takes effect when it is merged into " + name + "."));
  }

  /// Writes the file and commits it; if git or a hook refuses or is interrupted, the file is put
  /// back before the process ends.
  private CommitId commit(UserClone clone, TrainFile file, Wanted wanted) throws IOException {
    try (StopSignal _ = StopSignal.install(new Cancellation())) {
      return committed(clone, file, wanted);
    }
  }

  private CommitId committed(UserClone clone, TrainFile file, Wanted wanted) throws IOException {
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
