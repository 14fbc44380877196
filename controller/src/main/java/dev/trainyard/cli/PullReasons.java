package dev.trainyard.cli;

import dev.trainyard.cli.Reason.Turn;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Problem;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.PullPhase;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.report.PreviewText;
import java.util.ArrayList;
import java.util.List;

/// Why a pull request is not tested, or not ready to be merged.
record PullReasons(PullStatus pull) {
  private static final int MOST = 10;

  Reason reason() {
    List<Reason> because = new ArrayList<>();
    for (Condition said : pull.conditions()) {
      because.add(of(said));
    }
    Turn turn = because.stream().map(Reason::turn).max(Turn::compareTo).orElse(Turn.CONTROLLER);
    return new Reason(pull.subject(), pull.phase().toString(), message(), turn, next(), List.of())
        .because(because);
  }

  private String message() {
    MergePreview preview = pull.preview();
    String merging = preview == null ? "" : "merging: " + new PreviewText(preview).summary();
    return pull.remark().isEmpty() ? merging : pull.remark();
  }

  /// Of what is ready, the rest is people's.
  private List<String> next() {
    MergePreview preview = pull.preview();
    return pull.phase() != PullPhase.READY || preview == null
        ? List.of()
        : preview.approvals().stream().map(who -> "approval of " + who).toList();
  }

  private Reason of(Condition said) {
    Reason plain = Reason.of(said.type(), said.reason(), said.message(), turn(said), next(said));
    return switch (said.type()) {
      case PullStatus.VALID -> plain.because(problems());
      case PullStatus.TESTED -> plain.because(failures());
      default -> plain;
    };
  }

  private Turn turn(Condition said) {
    return switch (said.status()) {
      case TRUE -> Turn.NOBODY;
      case UNKNOWN -> Turn.CONTROLLER;
      case FALSE -> isIdle(said) ? Turn.NOBODY : Turn.PERSON;
    };
  }

  private boolean isIdle(Condition said) {
    return said.type().equals(PullStatus.TRUSTED) && !pull.awaitsTrust();
  }

  private String[] next(Condition said) {
    if (said.status() != Truth.FALSE || isIdle(said)) {
      return new String[0];
    }
    List<String> next =
        switch (said.type()) {
          case PullStatus.MERGEABLE ->
              said.reason().equals("Conflict")
                  ? List.of("merge main into it, or rebase it, and push")
                  : List.of();
          case PullStatus.VALID -> List.of("mend it; trainyard validate tells before a push");
          case PullStatus.TRUSTED -> trust();
          default -> List.of();
        };
    return next.toArray(String[]::new);
  }

  private List<String> trust() {
    String head = pull.head().hex();
    String command = "trainyard approve " + head + "    # once you have read it";
    if (!pull.hold().isEmpty()) {
      return List.of("a comment: /hold cancel");
    }
    return pull.isOnForge()
        ? List.of("a comment of a maintainer who has read it: /ok-to-test " + head, command)
        : List.of(command);
  }

  private List<Reason> problems() {
    return pull.problems().stream().filter(Problem::isError).limit(MOST).map(this::of).toList();
  }

  private Reason of(Problem problem) {
    String where = problem.position().toString();
    return Reason.of(where, "error", problem.message(), Turn.PERSON, problem.remedy());
  }

  private List<Reason> failures() {
    return pull.tests().stream()
        .filter(test -> test.phase() instanceof WagonTestPhase.Failed)
        .limit(MOST)
        .map(this::of)
        .toList();
  }

  private Reason of(WagonTestStatus test) {
    List<Reason> lines =
        test.logLines().stream().map(line -> Reason.of("log", "", line, Turn.NOBODY)).toList();
    return Reason.of(
            test.subject(),
            test.phase().word(),
            test.message(),
            Turn.PERSON,
            "trainyard logs %s --wagon %s".formatted(PullNames.quoted(pull), test.wagon()))
        .because(lines);
  }
}
