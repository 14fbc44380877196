package dev.trainyard.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.remote.DamagedFileException;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.Remote.Entry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Logs of a store elsewhere as if they were here: files of their names, sizes and times, whose
/// content is brought when it is asked for. A log is there when its job has ended.
final class RemoteLogs {
  private static final Duration LONG = Duration.ofMinutes(30);

  private final StoreLayout layout;
  private final Remote remote;
  private final Json json;
  private final Set<Path> brought = ConcurrentHashMap.newKeySet();

  RemoteLogs(StoreLayout layout, Remote remote, Json json) {
    this.layout = layout;
    this.remote = remote;
    this.json = json;
  }

  /// Shows those of an order.
  ///
  /// @param failed executions that failed, as [RemoteKeys#failed] names them
  /// @param done jobs that are done
  void show(String order, Set<String> failed, Set<Integer> done) throws IOException {
    List<Part> parts =
        remote.listAll(OrderId.folder(order) + "/executions").stream()
            .flatMap(entry -> Part.of(entry).stream())
            .toList();
    Map<Integer, String> counting = counting(order, parts, failed, done);
    for (Part part : parts) {
      Path folder = null;
      if (failed.contains(part.index + "/" + part.execution)) {
        folder = layout.attempt(order, part.index, part.execution);
      } else if (part.execution.equals(counting.get(part.index))) {
        folder = layout.job(order, part.index);
      }
      if (folder != null && part.file.startsWith(StoreLayout.LOGS + "/")) {
        show(part.entry, StoreLayout.inside(folder, part.file));
        Path record =
            Files.write(folder.resolve(StoreLayout.RESULT), part.execution.getBytes(UTF_8));
        Files.setLastModifiedTime(record, FileTime.from(part.entry.modified()));
      }
    }
  }

  /// A file that an execution has brought.
  private record Part(Entry entry, int index, String execution, String file) {
    private static final Pattern NAME =
        Pattern.compile("orders/[^/]+/executions/(\\d{1,9})/([^/]+)/(.+)", Pattern.DOTALL);

    static Optional<Part> of(Entry entry) {
      Matcher name = NAME.matcher(entry.name());
      return name.matches()
          ? Optional.of(
              new Part(entry, Integer.parseInt(name.group(1)), name.group(2), name.group(3)))
          : Optional.empty();
    }
  }

  /// The executions that count, by job. Their records say so; where there is but one that has not
  /// failed, none has to be asked for.
  private Map<Integer, String> counting(
      String order, List<Part> parts, Set<String> failed, Set<Integer> done) throws IOException {
    Map<Integer, Set<String>> candidates = new HashMap<>();
    for (Part part : parts) {
      if (done.contains(part.index) && !failed.contains(part.index + "/" + part.execution)) {
        candidates.computeIfAbsent(part.index, _ -> new HashSet<>()).add(part.execution);
      }
    }
    Map<Integer, String> counting = new HashMap<>();
    for (var job : candidates.entrySet()) {
      Set<String> executions = job.getValue();
      String execution =
          executions.size() == 1 ? executions.iterator().next() : recorded(order, job.getKey());
      counting.put(job.getKey(), execution);
    }
    return counting;
  }

  /// Empty if the record cannot be read: then nobody knows which counts.
  private String recorded(String order, int job) throws IOException {
    try {
      byte[] record = remote.read(RemoteKeys.job(order, job));
      return json.read(record, JobResult.class).execution();
    } catch (MalformedJsonException | DamagedFileException e) {
      return "";
    }
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
    if (!brought.contains(file)) {
      remote.get(key(file), file, LONG);
      brought.add(file);
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
