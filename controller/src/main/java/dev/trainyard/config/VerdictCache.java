package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// Files of one yard that were valid by themselves when they were last checked, each with its text
/// and its completed document. A file is known only if its path and every byte of it are the same,
/// and the application too: nothing is concluded from times, sizes or digests.
///
/// The cache is one file, replaced as a whole: of several writers the last one wins. What cannot be
/// read, is damaged, or comes from another application is as if it were not there.
final class VerdictCache {
  private static final byte[] MAGIC = "trainyard verdicts 1\n".getBytes(UTF_8);
  private static final long MOST_BYTES = 64 << 20;
  private static final int MOST_YARDS = 20;

  private final byte[] data;
  private final Map<String, Slice> slices;
  private final String[] words;

  private VerdictCache(byte[] data, Map<String, Slice> slices, String[] words) {
    this.data = data;
    this.slices = slices;
    this.words = words;
  }

  /// Where a file's text and document lie.
  private record Slice(int text, int length, int document) {}

  /// A valid file.
  ///
  /// @param text all its bytes
  /// @param document what [YardFileReader] made of it
  @SuppressWarnings("ArrayRecordComponent") // nobody compares entries
  record Entry(byte[] text, ObjectNode document) {}

  static VerdictCache empty() {
    return new VerdictCache(new byte[0], Map.of(), new String[0]);
  }

  /// What the application of this identity kept in a file; else nothing.
  static VerdictCache open(Path file, String identity) {
    try {
      boolean usable = Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES;
      return usable ? read(Files.readAllBytes(file), identity).orElse(empty()) : empty();
    } catch (IOException | RuntimeException _) {
      return empty();
    }
  }

  /// How many files it holds.
  int size() {
    return slices.size();
  }

  /// The document of a valid file that has this path and these bytes.
  Optional<ObjectNode> document(String path, byte[] text) {
    Slice slice = slices.get(path);
    if (slice == null
        || !Arrays.equals(text, 0, text.length, data, slice.text, slice.text + slice.length)) {
      return Optional.empty();
    }
    return Optional.of(document(slice));
  }

  /// A file that it holds.
  Optional<Entry> entry(String path) {
    return Optional.ofNullable(slices.get(path))
        .map(it -> new Entry(Arrays.copyOfRange(data, it.text, it.text + it.length), document(it)));
  }

  private ObjectNode document(Slice slice) {
    return (ObjectNode) new CompactReader(data, slice.document, words).tree();
  }

  /// Head, checksum, position of the words, entries, words.
  private static Optional<VerdictCache> read(byte[] data, String identity) {
    byte[] head = head(identity);
    if (data.length < head.length + Long.BYTES + Integer.BYTES
        || !Arrays.equals(head, 0, head.length, data, 0, head.length)) {
      return Optional.empty();
    }
    ByteBuffer numbers = ByteBuffer.wrap(data, head.length, Long.BYTES + Integer.BYTES);
    int body = head.length + Long.BYTES;
    if (numbers.getLong() != checksum(data, body)) {
      return Optional.empty();
    }
    int entries = body + Integer.BYTES;
    String[] words = new CompactReader(data, entries + numbers.getInt(), new String[0]).table();
    CompactReader reader = new CompactReader(data, entries, words);
    int count = reader.count();
    Map<String, Slice> slices = HashMap.newHashMap(count);
    for (int i = 0; i < count; i++) {
      String path = reader.word();
      int length = reader.count();
      int text = reader.at();
      reader.skip(length);
      int document = reader.count();
      slices.put(path, new Slice(text, length, reader.at()));
      reader.skip(document);
    }
    return Optional.of(new VerdictCache(data, slices, words));
  }

  /// Replaces what a file holds. That it cannot be written, or would be too large, is no error.
  static void write(Path file, String identity, SortedMap<String, Entry> entries) {
    try {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      Files.createDirectories(folder);
      byte[] bytes = bytes(identity, entries);
      if (bytes.length <= MOST_BYTES) {
        Path written = Files.createTempFile(folder, "writing-", ".tmp");
        try {
          Files.write(written, bytes);
          Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(written);
        }
        deleteOldest(folder);
      }
    } catch (IOException | RuntimeException _) {
      // The next run is slow again, and that is all.
    }
  }

  private static byte[] bytes(String identity, SortedMap<String, Entry> entries) {
    CompactWriter body = new CompactWriter();
    body.number(entries.size());
    entries.forEach((path, entry) -> body.entry(path, entry.text, entry.document));
    byte[] written = body.written();
    byte[] words = body.table();
    byte[] head = head(identity);
    int start = head.length + Long.BYTES;
    ByteBuffer all =
        ByteBuffer.allocate(start + Integer.BYTES + written.length + words.length)
            .put(head)
            .putLong(0)
            .putInt(written.length)
            .put(written)
            .put(words);
    return all.putLong(head.length, checksum(all.array(), start)).array();
  }

  private static byte[] head(String identity) {
    byte[] name = identity.getBytes(UTF_8);
    return ByteBuffer.allocate(MAGIC.length + Integer.BYTES + name.length)
        .put(MAGIC)
        .putInt(name.length)
        .put(name)
        .array();
  }

  private static long checksum(byte[] data, int from) {
    CRC32 crc = new CRC32();
    crc.update(data, from, data.length - from);
    return crc.getValue();
  }

  /// Keeps the folder small: yards that nobody looks at any more go first.
  private static void deleteOldest(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(folder)) {
      all = files.toList();
    }
    if (all.size() > MOST_YARDS) {
      List<Path> oldestFirst =
          all.stream().sorted((a, b) -> Long.compare(time(a), time(b))).toList();
      for (Path old : oldestFirst.subList(0, all.size() - MOST_YARDS)) {
        Files.deleteIfExists(old);
      }
    }
  }

  private static long time(Path file) {
    return file.toFile().lastModified();
  }
}
