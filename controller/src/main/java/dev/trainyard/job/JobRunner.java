package dev.trainyard.job;

import dev.trainyard.json.Json;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.DamagedRecordException;
import dev.trainyard.store.Store;
import dev.trainyard.store.StoreLayout;
import dev.trainyard.store.TempFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// Runs one job of an order: inputs once, all wagons on them, everything committed or nothing.
public final class JobRunner {
  private final Store store;
  private final Json json;
  private final JobSettings settings;

  public JobRunner(Store store, Json json, JobSettings settings) {
    this.store = store;
    this.json = json;
    this.settings = settings;
  }

  /// Runs the job unless it is committed already.
  ///
  /// @throws IOException if the store cannot be read or written; nothing but rubbish in its
  ///   temporary area is left then
  public JobEnd run(JobRequest request) throws IOException {
    WorkOrder order = pinned(request);
    if (isCommitted(request)) {
      return JobEnd.COMMITTED;
    }
    try (TempFolder temporary =
        store.temporaryFolder(StoreLayout.running(request.order(), request.index()))) {
      Execution execution =
          new Execution(
              request, order, new JobFolder(temporary.path()), UUID.randomUUID().toString());
      Files.createDirectories(execution.folder().result());
      return new JobRun(store, json, settings, execution).toEnd();
    }
  }

  /// Runs the job, committed or not, in a folder that stays as it is then: its inputs, and a folder
  /// for each wagon, with a script that runs it once more.
  ///
  /// @param folder does not exist yet, and lies on the store's file system
  public JobEnd runIn(JobRequest request, Path folder) throws IOException {
    WorkOrder order = pinned(request);
    Execution execution =
        new Execution(request, order, new JobFolder(folder), UUID.randomUUID().toString());
    Files.createDirectories(execution.folder().result());
    JobEnd end = new JobRun(store, json, settings, execution).toEnd();
    new RunScripts(store, json, execution).write(store.layout().job(order.id(), request.index()));
    return end;
  }

  private WorkOrder pinned(JobRequest request) throws IOException {
    return store
        .order(request.order())
        .orElseThrow(() -> new IOException("the store has no order " + request.order()));
  }

  private boolean isCommitted(JobRequest request) throws IOException {
    try {
      return store.job(request.order(), request.index()).isPresent();
    } catch (DamagedRecordException e) {
      return false;
    }
  }
}
