package dev.trainyard.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.config.VerdictCache.Entry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Reads files of a yard, and remembers from one run to the next which of them were valid. Several
/// threads may read at once.
final class VerdictMemory {
  /// One change in so many files is not written down.
  private static final int NEGLIGIBLE = 100;

  private final @Nullable Path file;
  private final String identity;
  private final VerdictCache before;
  private final YardFileReader reader;
  private final Map<String, ObjectNode> completed = new ConcurrentHashMap<>();
  private final Map<String, Entry> valid = new ConcurrentHashMap<>();
  private final Set<String> unchanged = ConcurrentHashMap.newKeySet();

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
      unchanged.add(path);
      return Optional.of(file);
    } catch (RuntimeException _) { // not a document of ours after all
      return Optional.empty();
    }
  }

  /// The document is read again if it is asked for: of many files, it would fill the memory.
  private YardFile readAnew(String path, byte[] bytes) {
    YardFile read = reader.read(path, bytes);
    ObjectNode document = completed.remove(path);
    if (!(read instanceof YardFile.Valid(YardObject object))) {
      return read;
    }
    if (document != null) {
      valid.put(path, new Entry(bytes, document));
    }
    return new YardFile.Valid(object.with(() -> root(path, bytes)));
  }

  private static YamlNode root(String path, byte[] bytes) {
    try {
      return YamlReader.read(path, bytes, YamlLimits.YARD);
    } catch (RefusedFileException e) {
      throw new IllegalStateException("a valid file that cannot be read: " + path, e);
    }
  }

  /// Keeps what is valid now for the next run, if that is worth it: to read some files anew takes
  /// less than to write all of them down.
  void save() {
    int changes = valid.size() + before.size() - unchanged.size();
    if (file == null || changes <= before.size() / NEGLIGIBLE) {
      return;
    }
    SortedMap<String, Entry> all = new TreeMap<>(valid);
    for (String path : unchanged) {
      before.entry(path).ifPresent(entry -> all.put(path, entry));
    }
    VerdictCache.write(file, identity, all);
  }
}
