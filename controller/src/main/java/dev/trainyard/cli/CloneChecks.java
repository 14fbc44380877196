package dev.trainyard.cli;

import dev.trainyard.cli.Checkup.Check;
import dev.trainyard.controller.LocalStatus;
import dev.trainyard.git.CloneRemote;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.git.UserClone;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Durations;
import dev.trainyard.model.status.ControllerStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The checks of `trainyard doctor` in a clone of a yard: what a user needs.
record CloneChecks(OpenYard open, InstantSource clock) {
  private static final String MAIN = "main";

  /// A controller that runs has read a commit after so long.
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  List<Check> all() throws IOException, UsageException {
    Path top =
        open.top().orElseThrow(() -> new UsageException("this is a bare repository; clone it"));
    UserClone clone = new UserClone(top);
    return List.of(
        new Check(
            "versions",
            "install git: hold, release and rerun commit with it",
            () -> Answer.ok(Versions.here() + ", git " + clone.version())),
        new Check("yard", "trainyard validate", () -> yard(top)),
        new Check(
            "remote",
            "try `git ls-remote`: address and credentials are those of your git",
            () -> remote(clone)),
        new Check("controller", "git fetch", this::controller));
  }

  private static Answer yard(Path top)
      throws IOException, UnknownRevisionException, UsageException {
    StringWriter said = new StringWriter();
    Validation validation =
        new Validation(List.of(top), ReportFormat.TEXT, null, List.of(), Validation.Cache.UNUSED);
    ExitCode code =
        validation.run(
            new PrintWriter(new StringWriter()), new PrintWriter(said, true), new Colours(false));
    String summary = said.toString().strip();
    return code == ExitCode.FINE
        ? Answer.ok(summary)
        : Answer.invalid(summary, "`trainyard validate` lists all with what to do");
  }

  private Answer remote(UserClone clone) throws IOException {
    Optional<CloneRemote> remote = open.repository().remote();
    if (remote.isEmpty()) {
      return Answer.ok("none: the controller is taken to write into this very repository");
    }
    String name = remote.get().name();
    String status = open.statusBranch();
    Map<String, String> there = clone.branches(name, List.of(MAIN, status));
    if (!there.containsKey(MAIN)) {
      return Answer.wrong("%s has no branch main".formatted(name), "push the yard there");
    }
    String tip = there.get(status);
    if (tip == null) {
      return Answer.warn(
          "%s answers, but has no branch %s".formatted(name, status),
          "no controller has worked on this yard: start one with `trainyard run`");
    }
    Optional<LocalStatus> known = open.status();
    return known.isPresent() && known.get().commit().hex().equals(tip)
        ? Answer.ok("%s answers, and has nothing new of the controller".formatted(name))
        : Answer.warn(
            "%s has newer words of the controller".formatted(name), "`trainyard status --fetch`");
  }

  private Answer controller() throws IOException {
    Optional<LocalStatus> status = open.status();
    if (status.isEmpty()) {
      return Answer.warn("nothing is known here of a controller", open.noStatus());
    }
    Optional<ControllerStatus> controller = open.memory().controllerStatus();
    if (controller.isEmpty()) {
      return Answer.warn(
          "controller.yaml of the status branch is missing or damaged",
          "the controller writes it anew in its next round; see its log");
    }
    Instant spoke = open.repository().time(status.get().commit());
    String found =
        "trainyard %s, last word %s ago, on commit %s; it speaks when something changes"
            .formatted(
                controller.get().version(),
                Durations.forPeople(Duration.between(spoke, clock.instant())),
                controller.get().observedCommit().hex().substring(0, 10));
    return isLeftBehind(controller.get().observedCommit())
        ? Answer.warn(
            found + ", and main has moved on since",
            "`trainyard status --fetch`; if that says the same, see whether the controller runs")
        : Answer.ok(found);
  }

  /// Whether the main branch holds a commit for long that was not read.
  private boolean isLeftBehind(CommitId observed) throws IOException {
    try {
      CommitId main = open.main();
      Instant pushed = open.repository().time(main);
      return !main.equals(observed) && pushed.plus(PATIENCE).isBefore(clock.instant());
    } catch (UnknownRevisionException _) {
      return false; // this clone does not know it
    }
  }
}
