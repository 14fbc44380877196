package dev.trainyard.plan;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.RunSet;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Says how a listener stands.
///
/// @param own of those taken, those that no other listener takes
record ListenerReport(
    Declared<RunListenerSpec> listener,
    Listening.Before before,
    TakenRuns taken,
    TakenRuns own,
    ListenerFleet.Voyage voyage,
    Instant now) {
  /// How many runs a message names.
  private static final int MOST_NAMED = 10;

  ListenerStatus status(Snapshot yard, Set<Long> contested) {
    ListenerStatus said = before.listeners().get(listener.name());
    NavigableSet<Long> gone = gone(said);
    ListenerStatus next =
        new ListenerStatus(
            listener.name(),
            listener.spec().description(),
            listener.spec().source(),
            yard.commit(),
            own.resolved(),
            RunSet.of(taken.waiting()),
            RunSet.of(taken.bad()),
            taken.unknownRuns(),
            taken.lacking(),
            RunSet.of(gone),
            voyage.members().size(),
            voyage.underway(),
            voyage.queued(),
            voyage.gathering().batches(),
            voyage.gathering().since(),
            conditions(yard, said, gone, contested));
    return said != null && next.at(said.observedCommit()).equals(said) ? said : next;
  }

  /// Runs that have a train and are not what is asked for any more.
  private NavigableSet<Long> gone(@Nullable ListenerStatus said) {
    if (taken.basis() == TakenRuns.Basis.STATUS) {
      return said == null ? new TreeSet<>() : said.gone().numbers();
    }
    NavigableSet<Long> gone = new TreeSet<>(voyage.assigned());
    gone.removeAll(taken.matched());
    gone.removeAll(taken.bad());
    gone.removeIf(run -> !listener.spec().looksAt(run));
    return gone;
  }

  private List<Condition> conditions(
      Snapshot yard, @Nullable ListenerStatus said, Set<Long> gone, Set<Long> contested) {
    List<Condition> all = new ArrayList<>(said == null ? List.of() : said.conditions());
    for (Condition it : List.of(source(), starting(yard), exclusive(contested), matching(gone))) {
      List<Condition> next = Condition.with(all, it);
      all = new ArrayList<>(next);
    }
    return all;
  }

  private Condition source() {
    String source = listener.spec().source();
    SourceView view = before.sources().getOrDefault(source, SourceView.UNREAD);
    RunTable table = view.table();
    if (view.isFailing()) {
      return condition(
          ListenerStatus.SOURCE_READ,
          Truth.FALSE,
          view.reason(),
          "%s; what was known last is kept".formatted(view.message()));
    } else if (table == null) {
      return condition(
          ListenerStatus.SOURCE_READ,
          Truth.UNKNOWN,
          "NotRead",
          "run source %s has not been read yet; it is one of the controller's settings, runSources"
              .formatted(source));
    }
    Set<String> missing = listener.spec().fields();
    missing.removeAll(table.fields());
    return missing.isEmpty()
        ? condition(ListenerStatus.SOURCE_READ, Truth.TRUE, "Read", "")
        : condition(
            ListenerStatus.SOURCE_READ,
            Truth.FALSE,
            "NoSuchField",
            "run source %s has no %s, it has %s; what was known last is kept"
                .formatted(source, String.join(", ", missing), String.join(", ", table.fields())));
  }

  private Condition starting(Snapshot yard) {
    String type = ListenerStatus.STARTING;
    if (yard.isBroken(listener)) {
      return condition(
          type, Truth.FALSE, "InvalidSpec", "its file has an error: see the problems of the yard");
    } else if (listener.spec().suspend()) {
      return condition(
          type, Truth.FALSE, "Suspended", "spec.suspend is true; set it to false to let it go on");
    }
    return condition(
        type, Truth.TRUE, listener.spec().starts() == null ? "Listing" : "Starting", "");
  }

  private Condition exclusive(Set<Long> contested) {
    return contested.isEmpty()
        ? condition(ListenerStatus.EXCLUSIVE, Truth.TRUE, "Exclusive", "")
        : condition(
            ListenerStatus.EXCLUSIVE,
            Truth.FALSE,
            "Contested",
            "another listener takes %s too, so neither starts anything with that; make their conditions exclude each other, or write sharesWith"
                .formatted(named(contested)));
  }

  private Condition matching(Set<Long> gone) {
    return gone.isEmpty()
        ? condition(ListenerStatus.STILL_MATCHING, Truth.TRUE, "AllMatch", "")
        : condition(
            ListenerStatus.STILL_MATCHING,
            Truth.FALSE,
            "MatchNoMore",
            "%s started something and is not what is asked for any more, or is gone from the source; nothing is undone: list it under bad if its results must not count"
                .formatted(named(gone)));
  }

  private Condition condition(String type, Truth truth, String reason, String message) {
    return new Condition(type, truth, reason, message, now);
  }

  private static String named(Set<Long> runs) {
    List<String> some = runs.stream().limit(MOST_NAMED).map(String::valueOf).toList();
    int more = runs.size() - some.size();
    return (runs.size() == 1 ? "run " : "runs ")
        + String.join(", ", some)
        + (more > 0 ? " and " + more + " more" : "");
  }
}
