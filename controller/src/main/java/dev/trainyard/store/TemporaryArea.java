package dev.trainyard.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of everything half-made.
record TemporaryArea(Path folder) {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryArea.class);

  /// Deletes what lies there since before this instant and has no living owner.
  ///
  /// @return what was deleted
  List<Path> clean(Instant before) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> stale;
    try (Stream<Path> entries = Files.list(folder)) {
      stale = entries.filter(entry -> isStale(entry, before)).toList();
    }
    return stale.stream().filter(TemporaryArea::isDeleted).toList();
  }

  private static boolean isDeleted(Path entry) {
    try {
      Commit.deleteTree(entry);
      return true;
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("path", entry).log("Left behind, and cannot be deleted: {}", e + "");
      return false;
    }
  }

  private static boolean isStale(Path entry, Instant before) {
    try {
      boolean old = Files.getLastModifiedTime(entry).toInstant().isBefore(before);
      return old && (!Files.isDirectory(entry) || TempFolder.isAbandoned(entry));
    } catch (IOException e) {
      return false;
    }
  }
}
