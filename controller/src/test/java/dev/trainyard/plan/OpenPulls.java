package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.PullPlan;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.reconcile.PullView.Policy;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.PullStatus.Approval;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Pull requests with what is said of them: the part of a world that forges and readers are.
public final class OpenPulls {
  private final Map<String, Pull> pulls = new TreeMap<>();
  private final Map<String, PullPlan> said = new TreeMap<>();

  /// A pull request while it is written.
  public static final class Pull {
    public Origin origin = Origin.BRANCH;
    public String author = "";
    public String hold = "";
    public @Nullable Instant retest;
    public final List<Approval> approvals = new ArrayList<>();
    public Merge merge = new Merge.Unread();
    public CommitId head = SmallYard.commitId(1);

    /// From now on its head makes this of main.
    public Pull brings(SmallYard main, SmallYard after) {
      Snapshot before = main.snapshot();
      Snapshot merged = after.snapshot();
      head = SmallYard.commitId(5_000 + merged.hashCode() % 1000 + 1000);
      merge =
          new Merge.Ready(
              before.commit(),
              before,
              merged,
              Policy.SAME,
              new Affected(before).by(merged),
              after.listings,
              main.listings);
      return this;
    }

    public void approve(String by) {
      approvals.add(new Approval(head, by, Instant.EPOCH));
    }

    public void close() {
      merge = new Merge.Closed();
    }
  }

  public Pull open(String name) {
    return pulls.computeIfAbsent(name, _ -> new Pull());
  }

  /// What the last plan said of a pull request.
  public PullPlan said(String name) {
    return requireNonNull(said.get(name), name);
  }

  List<PullView> views() {
    return pulls.entrySet().stream().map(pull -> view(pull.getKey(), pull.getValue())).toList();
  }

  private PullView view(String name, Pull pull) {
    PullPlan last = said.get(name);
    return new PullView(
        name,
        pull.head,
        pull.origin,
        pull.author,
        pull.approvals,
        pull.hold,
        pull.retest,
        pull.merge,
        last == null ? List.of() : last.tests());
  }

  /// These tests, and those of pull requests.
  Map<Digest, WagonTestStatus> with(Map<Digest, WagonTestStatus> tests) {
    Map<Digest, WagonTestStatus> all = new HashMap<>();
    said.values().forEach(pull -> pull.tests().forEach(test -> all.put(test.key(), test)));
    all.putAll(tests);
    return all;
  }

  void remember(List<PullPlan> plans) {
    plans.forEach(plan -> said.put(plan.name(), plan));
  }
}
