package dev.trainyard.controller;

import dev.trainyard.forge.CommitCheck;
import dev.trainyard.forge.CommitCheck.State;
import dev.trainyard.model.Condition;
import dev.trainyard.model.spec.YardSpec.Mentions;
import dev.trainyard.model.spec.YardSpec.PullPolicy;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.report.PreviewText;
import dev.trainyard.report.PullPage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Words what a forge shows of a pull request: one comment, and three checks of its head that a
/// branch rule can require. What is not known is pending, never a success. What is said again is
/// not worded again.
final class PullPoster {
  private final Map<String, Worded> worded = new HashMap<>();

  /// @param message for this status by this policy
  private record Worded(PullStatus pull, PullPolicy policy, ForgeMessage message) {
    @SuppressWarnings("ReferenceEquality") // what is said again is the prior status itself
    boolean isOf(PullStatus now, PullPolicy by) {
      return now == pull && by.equals(policy);
    }
  }

  /// The messages of all pull requests.
  ///
  /// @param policy of the yard
  List<ForgeMessage> messages(Map<String, PullStatus> pulls, PullPolicy policy) {
    worded.keySet().retainAll(pulls.keySet());
    List<ForgeMessage> messages = new ArrayList<>();
    for (PullStatus pull : pulls.values()) {
      Worded last = worded.get(pull.name());
      if (last == null || !last.isOf(pull, policy)) {
        last = new Worded(pull, policy, message(pull, policy));
        worded.put(pull.name(), last);
      }
      messages.add(last.message());
    }
    return messages;
  }

  private static ForgeMessage message(PullStatus pull, PullPolicy policy) {
    MergePreview preview = pull.preview();
    List<String> mentions =
        policy.mentions() == Mentions.OWNERS && preview != null ? users(preview) : List.of();
    List<CommitCheck> checks = new ArrayList<>();
    checks.add(validate(pull));
    checks.add(check(pull, "trainyard/test", pull.condition(PullStatus.TESTED)));
    checks.add(preview(pull));
    return new ForgeMessage(pull.name(), new PullPage(pull).comment(mentions), checks);
  }

  /// Names that may follow an `@` and nothing else.
  private static List<String> users(MergePreview preview) {
    return preview.owners().stream()
        .filter(owner -> owner.matches("[A-Za-z0-9_][A-Za-z0-9._/-]{0,254}"))
        .toList();
  }

  private static CommitCheck validate(PullStatus pull) {
    Condition mergeable = pull.condition(PullStatus.MERGEABLE);
    boolean merges = mergeable != null && mergeable.status() == Condition.Truth.TRUE;
    return check(pull, "trainyard/validate", merges ? pull.condition(PullStatus.VALID) : mergeable);
  }

  private static CommitCheck preview(PullStatus pull) {
    MergePreview preview = pull.preview();
    Condition mergeable = pull.condition(PullStatus.MERGEABLE);
    boolean merges = mergeable != null && mergeable.status() == Condition.Truth.TRUE;
    return preview != null && merges && preview.head().equals(pull.head())
        ? new CommitCheck(
            pull.head(), "trainyard/preview", State.SUCCESS, new PreviewText(preview).summary())
        : check(pull, "trainyard/preview", mergeable);
  }

  private static CommitCheck check(PullStatus pull, String context, @Nullable Condition condition) {
    if (condition == null) {
      return new CommitCheck(pull.head(), context, State.PENDING, "not looked at yet");
    }
    boolean isPreview = context.endsWith("/preview");
    State state =
        switch (condition.status()) {
          case TRUE -> isPreview ? State.PENDING : State.SUCCESS;
          case FALSE -> State.FAILURE;
          case UNKNOWN -> State.PENDING;
        };
    String words = condition.message().isEmpty() ? condition.reason() : condition.message();
    return new CommitCheck(pull.head(), context, state, words);
  }
}
