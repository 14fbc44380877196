package dev.trainyard.plan;

import dev.trainyard.model.RunSet;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a merge would make of the listeners that it changes, by the runs that are known now.
///
/// @param sources by name, as they were read last
record ListenerForecasts(Ready ready, Map<String, SourceView> sources) {
  private static final int MOST_NAMED = 10;

  /// One sentence for each thing that a reviewer should know.
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (String name : new TreeSet<>(ready.impact().listeners())) {
      Declared<RunListenerSpec> after = ready.after().listeners().declared().get(name);
      Declared<RunListenerSpec> before = ready.before().listeners().declared().get(name);
      if (after == null) {
        notes.add("listener " + name + " goes: what runs of its trains is ended");
      } else {
        add(after, before, notes);
      }
    }
    return notes;
  }

  private void add(
      Declared<RunListenerSpec> after,
      @Nullable Declared<RunListenerSpec> before,
      List<String> notes) {
    String head = "listener " + after.name() + " ";
    if (before != null && before.spec().starts() != null && after.spec().starts() == null) {
      notes.add(head + "starts nothing any more: what runs of its trains is ended");
    }
    RunTable table =
        sources.getOrDefault(after.spec().source(), SourceView.UNREAD).known().orElse(null);
    if (table == null) {
      notes.add(head + "asks run source " + after.spec().source() + ", which was not read here");
      return;
    }
    Replay replay =
        Replay.of(
            after, before == null ? null : before.spec(), ready.after().listeners(), table, 0);
    notes.add(head + "takes " + runs(replay.matched()) + " of those known now");
    some(notes, head + "takes newly", replay.newly());
    if (before == null && after.spec().starts() != null) {
      addRenamed(after, replay, table, notes);
    }
    some(notes, head + "takes no more", replay.noMore());
    some(notes, head + "waits for validation of", replay.waiting());
    some(notes, head + "does not know enough of", replay.unknown().keySet());
    replay
        .twice()
        .forEach(
            (other, twice) -> some(notes, head + "and listener " + other + " both take", twice));
    if (!replay.missing().isEmpty()) {
      notes.add(
          head + "asks for fields that the source has not: " + String.join(", ", replay.missing()));
    }
  }

  /// What a listener of another name started is not what this one started.
  private void addRenamed(
      Declared<RunListenerSpec> after, Replay replay, RunTable table, List<String> notes) {
    for (String name : new TreeSet<>(ready.impact().listeners())) {
      Declared<RunListenerSpec> gone = ready.before().listeners().declared().get(name);
      boolean stays = ready.after().listeners().declared().containsKey(name);
      if (gone != null && !stays && startsFrom(gone.spec(), after.spec().source())) {
        TreeSet<Long> again = new TreeSet<>(new RunMatch(gone.spec()).of(table).matched());
        again.retainAll(replay.matched());
        some(
            notes,
            "listener %s, under its new name, runs again what %s has run; set firstRun if it is not to:"
                .formatted(after.name(), name),
            again);
      }
    }
  }

  private static boolean startsFrom(RunListenerSpec listener, String source) {
    return listener.starts() != null && listener.source().equals(source);
  }

  private static void some(List<String> notes, String head, Collection<Long> runs) {
    if (!runs.isEmpty()) {
      notes.add(head + " " + runs(runs));
    }
  }

  private static String runs(Collection<Long> runs) {
    List<Long> first = runs.stream().limit(MOST_NAMED).toList();
    int more = runs.size() - first.size();
    String count = runs.size() == 1 ? "1 run" : runs.size() + " runs";
    return runs.isEmpty()
        ? count
        : count + " (" + RunSet.of(first) + (more > 0 ? " and " + more + " more)" : ")");
  }
}
