package dev.trainyard.job;

import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The folder of the package that a wagon runs in, as it was exported to the store.
final class Software {
  private Software() {}

  static Path folder(Store store, WorkOrder order, WagonRun wagon) throws IOException {
    String tree =
        order.packages().stream()
            .filter(version -> version.name().equals(wagon.packageName()))
            .findFirst()
            .orElseThrow(() -> new IOException("no version of package " + wagon.packageName()))
            .tree();
    try {
      return store.software(tree);
    } catch (NoSuchFileException e) {
      throw new IOException("package " + wagon.packageName() + " is not in the store", e);
    }
  }
}
