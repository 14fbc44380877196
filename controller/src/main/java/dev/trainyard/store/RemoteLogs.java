package dev.trainyard.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.work.OrderId;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.Remote.Entry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Logs of a store elsewhere as if they were here: files of their names, sizes and times, whose
/// content is brought when it is asked for. A log is there when its job has ended.
final class RemoteLogs {
  private static final Duration LONG = Duration.ofMinutes(30);

  private final StoreLayout layout;
  private final Remote remote;
  private final Set<Path> brought = ConcurrentHashMap.newKeySet();

  RemoteLogs(StoreLayout layout, Remote remote) {
    this.layout = layout;
    this.remote = remote;
  }

  /// Shows those of an order.
  ///
  /// @param failed executions that failed, as [RemoteKeys#failed] names them
  /// @param done jobs that are done
  void show(String order, Set<String> failed, Set<Integer> done) throws IOException {
    String top = OrderId.folder(order) + "/executions";
    for (Entry entry : remote.listAll(top)) {
      String[] parts = entry.name().substring(top.length() + 1).split("/", 3);
      if (parts.length == 3 && parts[2].startsWith(StoreLayout.LOGS + "/")) {
        Path folder = folder(order, parts[0], parts[1], failed, done);
        if (folder != null) {
          show(entry, StoreLayout.inside(folder, parts[2]));
          Path record = Files.write(folder.resolve(StoreLayout.RESULT), parts[1].getBytes(UTF_8));
          Files.setLastModifiedTime(record, FileTime.from(entry.modified()));
        }
      }
    }
  }

  private @Nullable Path folder(
      String order, String index, String execution, Set<String> failed, Set<Integer> done) {
    if (failed.contains(index + "/" + execution)) {
      return layout.attempt(order, Integer.parseInt(index), execution);
    }
    boolean isDone = index.matches("\\d{1,9}") && done.contains(Integer.valueOf(index));
    return isDone ? layout.job(order, Integer.parseInt(index)) : null;
  }

  private void show(Entry entry, Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
      empty.setLength(entry.size());
    }
    Files.setLastModifiedTime(file, FileTime.from(entry.modified()));
  }

  /// Brings what a log holds.
  void bring(Path file) throws IOException {
    if (brought.add(file)) {
      remote.get(key(file), file, LONG);
    }
  }

  /// Where a log really is.
  String address(Path file) throws IOException {
    return remote.address().below(key(file)).toString();
  }

  /// The folder of a job says by its record which execution it shows.
  private String key(Path file) throws IOException {
    Path inOrder = layout.root().relativize(file);
    Path order = inOrder.subpath(0, 2);
    boolean attempt = inOrder.getName(2).toString().equals("attempts");
    int names = attempt ? 5 : 4;
    String execution =
        attempt
            ? inOrder.getName(4).toString()
            : Files.readString(
                layout.root().resolve(inOrder.subpath(0, names)).resolve(StoreLayout.RESULT));
    Path rest = inOrder.subpath(names, inOrder.getNameCount());
    return "%s/executions/%s/%s/%s".formatted(order, inOrder.getName(3), execution, rest);
  }
}
