package dev.trainyard.controller;

import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// Lists one file per dataset, remembers what it was asked, and can be slow or out of order.
final class FakeFiles implements DatasetFiles {
  final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch ready = new CountDownLatch(0);
  private volatile boolean away;

  static DatasetListing listed(String dataset) {
    InputFile file = new InputFile("file:" + dataset + "/1.txt", null, null, null);
    return new DatasetListing.Listed(InputListing.of(dataset, List.of(file)));
  }

  /// Answers only after [#letGo].
  void hold() {
    ready = new CountDownLatch(1);
  }

  void letGo() {
    ready.countDown();
  }

  /// Cannot be asked from now on.
  void leave() {
    away = true;
  }

  void comeBack() {
    away = false;
  }

  @Override
  public DatasetListing list(Declared<DatasetSpec> dataset, List<Long> runs) {
    return answer(dataset.name(), runs.toString());
  }

  @Override
  public DatasetListing listDerived(Declared<DatasetSpec> dataset, String order) {
    return answer(dataset.name(), order);
  }

  @Override
  public Optional<String> locate(String path) {
    return Optional.of("file:///store/" + path);
  }

  private DatasetListing answer(String dataset, String of) {
    asked.add(dataset + " of " + of);
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return away ? new DatasetListing.Unknown("no answer") : listed(dataset);
  }
}
