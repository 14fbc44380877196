package dev.trainyard.cli;

import dev.trainyard.json.Json;
import dev.trainyard.store.Commit;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The store of the settings as a command looks into it. What it brings from a store elsewhere lies
/// in a folder that goes with the command.
final class OpenStore implements AutoCloseable {
  private final SettingsFile settings;
  private final Json json;
  private final Elsewhere elsewhere;
  private @Nullable Store store;
  private @Nullable Path copy;

  OpenStore(SettingsFile settings, Json json) {
    this.settings = settings;
    this.json = json;
    this.elsewhere = Elsewhere.of(settings);
  }

  Elsewhere elsewhere() {
    return elsewhere;
  }

  Store store() {
    Store there = store == null ? opened() : store;
    store = there;
    return there;
  }

  private Store opened() {
    try {
      if (settings.storeAddress().isEmpty()) {
        return new Store(settings.store(), json);
      }
      Path folder = Files.createTempDirectory("trainyard-look-");
      copy = folder;
      return settings.openStore(elsewhere, folder, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    elsewhere.close();
    if (copy != null) {
      delete(copy);
    }
  }

  private static void delete(Path folder) {
    try {
      Commit.deleteTree(folder);
    } catch (IOException _) {
      // It is in the machine's temporary folder, which is cleaned.
    }
  }
}
