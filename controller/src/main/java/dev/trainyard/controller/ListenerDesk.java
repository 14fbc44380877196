package dev.trainyard.controller;

import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.ListenerStatus.Batch;
import dev.trainyard.model.work.SourceView;
import dev.trainyard.plan.Listening;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts together what run sources know and what run listeners make of it.
final class ListenerDesk implements AutoCloseable {
  private final RunWatch watch;
  private final PinnedRuns pinned;
  private final Listening listening = new Listening();

  /// The runs of each listener, for whoever works beside the rounds.
  private volatile Map<String, List<Long>> runs = Map.of();

  private ListenerDesk(RunWatch watch, PinnedRuns pinned) {
    this.watch = watch;
    this.pinned = pinned;
  }

  /// Begins to read the sources.
  ///
  /// @param news told when something is known that was not
  static ListenerDesk open(Map<String, RunCatalogue> catalogues, Store store, Runnable news) {
    return new ListenerDesk(RunWatch.start(catalogues, news), new PinnedRuns(store));
  }

  /// The yard with what its listeners add, by what is known now.
  ///
  /// @param published what the status branch surely says of them
  /// @throws IOException if the store could not be asked: what was started is not known then
  Listening.Result hear(
      Snapshot yard, Memory memory, Map<String, ListenerStatus> published, Instant now)
      throws IOException {
    Map<String, List<Batch>> orders = new HashMap<>();
    for (String name : yard.listeners().declared().keySet()) {
      if (!memory.listeners().containsKey(name)) {
        orders.put(name, pinned.of(name));
      }
    }
    Listening.Before before =
        new Listening.Before(memory.listeners(), published, orders, memory.trains(), watch.views());
    Listening.Result result = listening.hear(yard, before, now);
    runs = result.yard().listeners().runs();
    return result;
  }

  /// The yard of a pull request, with the runs that listeners of the same name have on main.
  Snapshot asOnMain(Snapshot yard) {
    return yard.with(yard.trains(), yard.unreadableTrains(), yard.listeners().taking(runs));
  }

  /// What is known of the sources.
  Map<String, SourceView> sources() {
    return watch.views();
  }

  /// Whether every source has been tried.
  boolean isQuiet() {
    return watch.hasLooked();
  }

  @Override
  public void close() {
    watch.close();
  }
}
