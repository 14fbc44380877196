package dev.trainyard.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.config.VerdictCache.Entry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Reads files of a yard, and remembers from one run to the next which of them were valid. Several
/// threads may read at once.
final class VerdictMemory {
  private final @Nullable Path file;
  private final String identity;
  private final VerdictCache before;
  private final YardFileReader reader;
  private final Map<String, ObjectNode> completed = new ConcurrentHashMap<>();
  private final Map<String, Entry> valid = new ConcurrentHashMap<>();
  private volatile boolean changed;

  private VerdictMemory(@Nullable Path file, String identity, VerdictCache before) {
    this.file = file;
    this.identity = identity;
    this.before = before;
    this.reader = YardFileReader.ofProblems(file == null ? (_, _) -> {} : completed::put);
  }

  /// Remembers nothing.
  static VerdictMemory none() {
    return new VerdictMemory(null, "", VerdictCache.empty());
  }

  /// Remembers in a file.
  static VerdictMemory in(Path file, String identity) {
    return new VerdictMemory(file, identity, VerdictCache.open(file, identity));
  }

  YardFile read(String path, byte[] bytes) {
    return known(path, bytes).orElseGet(() -> readAnew(path, bytes));
  }

  /// A file that was valid before, with the same path and the same bytes.
  private Optional<YardFile> known(String path, byte[] bytes) {
    try {
      Optional<ObjectNode> document = before.document(path, bytes);
      if (document.isEmpty()) {
        return Optional.empty();
      }
      YardFile file = YardFileReader.object(path, document.get(), () -> root(path, bytes));
      valid.put(path, new Entry(bytes, document.get()));
      return Optional.of(file);
    } catch (RuntimeException _) { // not a document of ours after all
      return Optional.empty();
    }
  }

  private YardFile readAnew(String path, byte[] bytes) {
    YardFile read = reader.read(path, bytes);
    ObjectNode document = completed.remove(path);
    if (document != null && read instanceof YardFile.Valid) {
      changed = true;
      valid.put(path, new Entry(bytes, document));
    }
    return read;
  }

  private static YamlNode root(String path, byte[] bytes) {
    try {
      return YamlReader.read(path, bytes, YamlLimits.YARD);
    } catch (RefusedFileException e) {
      throw new IllegalStateException("a valid file that cannot be read: " + path, e);
    }
  }

  /// Keeps what is valid now for the next run, if that is not what is kept already.
  void save() {
    if (file != null && (changed || valid.size() != before.size())) {
      VerdictCache.write(file, identity, new TreeMap<>(valid));
    }
  }
}
