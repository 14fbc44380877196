package dev.trainyard.store;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder that everybody who uses the store sees.
record FolderShelf(StoreLayout layout) implements Shelf {
  private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

  @Override
  public String place() {
    return layout.root().toString();
  }

  @Override
  public Commit.Outcome create(Path record, byte[] content) throws IOException {
    return Commit.createFile(record, content, temporaryFile());
  }

  private Path temporaryFile() {
    return layout.temporary().resolve("record-" + UUID.randomUUID());
  }

  @Override
  public byte[] read(Path record) throws IOException {
    return Files.readAllBytes(record);
  }

  @Override
  public boolean isElsewhere() {
    return false;
  }

  @Override
  public int readers() {
    return 1;
  }

  @Override
  public Path jobRecord(String order, int index) {
    return result(layout.job(order, index));
  }

  private static Path result(Path folder) {
    return folder.resolve(StoreLayout.RESULT);
  }

  @Override
  public Map<Integer, Path> jobs(String order, Set<Integer> known) throws IOException {
    Map<Integer, Path> found = new HashMap<>();
    for (Path folder : entries(layout.jobs(order))) {
      String name = folder.getFileName().toString();
      if (INDEX.matcher(name).matches() && !known.contains(Integer.valueOf(name))) {
        found.put(Integer.valueOf(name), result(folder));
      }
    }
    return found;
  }

  @Override
  public Map<String, Path> attempts(String order, Set<String> known) throws IOException {
    Map<String, Path> found = new HashMap<>();
    for (Path index : entries(layout.attempts(order))) {
      for (Path folder : entries(index)) {
        String key = index.getFileName() + "/" + folder.getFileName();
        if (!known.contains(key)) {
          found.put(key, result(folder));
        }
      }
    }
    return found;
  }

  @Override
  public Map<Integer, Path> merges(String order, Set<Integer> known) throws IOException {
    Map<Integer, Path> found = new HashMap<>();
    for (Path file : entries(layout.merges(order))) {
      String name = file.getFileName().toString().replaceFirst("\\.json$", "");
      if (INDEX.matcher(name).matches() && !known.contains(Integer.valueOf(name))) {
        found.put(Integer.valueOf(name), file);
      }
    }
    return found;
  }

  @Override
  public Path mergeRecord(String order, int task) {
    return layout.mergeResult(order, task);
  }

  @Override
  public Commit.Outcome commitJob(Path made, JobResult result, byte[] record, Doubt isDamaged)
      throws IOException {
    Path target = layout.job(result.order(), result.index());
    Commit.Outcome outcome = Commit.moveFolder(made, target);
    if (outcome == Commit.Outcome.ALREADY_THERE && isDamaged.isSo()) {
      Path aside = layout.order(result.order()).resolve("damaged").resolve(UUID.randomUUID() + "");
      Commit.moveFolder(target, aside);
      return Commit.moveFolder(made, target);
    }
    return outcome;
  }

  @Override
  public void keepAttempt(Path made, JobResult result, byte[] record) throws IOException {
    Commit.moveFolder(made, layout.attempt(result.order(), result.index(), result.execution()));
  }

  @Override
  public Commit.Outcome commitMerge(
      Made made, MergeResult result, Function<MergeResult, byte[]> record, Doubt isDone)
      throws IOException {
    Path target = layout.merged(result.order(), made.task());
    Path manifest = StoreLayout.manifest(target);
    @Nullable Path merged = made.merged();
    try (ExclusiveLock _ = lock(result)) {
      if (isDone.isSo()) {
        return Commit.Outcome.ALREADY_THERE;
      }
      if (merged != null) {
        Commit.moveFile(merged, target);
      }
      Commit.moveFile(made.manifest(), manifest);
      Path file = merged == null ? manifest : target;
      String path = layout.order(result.order()).relativize(file).toString();
      keep(result, record.apply(result.at(path)));
    }
    return Commit.Outcome.COMMITTED;
  }

  /// Holds all other executions of this merge task off, on any machine.
  private ExclusiveLock lock(MergeResult result) throws IOException {
    Path folder = Files.createDirectories(layout.merges(result.order()));
    return ExclusiveLock.take(folder.resolve(result.index() + ".lock"));
  }

  private void keep(MergeResult result, byte[] record) throws IOException {
    Path file = layout.mergeResult(result.order(), result.index());
    Commit.replaceFile(file, record, temporaryFile());
  }

  @Override
  public void keepFailure(MergeResult result, byte[] record, Doubt isDone) throws IOException {
    try (ExclusiveLock _ = lock(result)) {
      if (!isDone.isSo()) {
        keep(result, record);
      }
    }
  }

  @Override
  public String locate(JobResult result, InstanceName instance, String file) {
    return "file://" + output(result, instance, file);
  }

  private Path output(JobResult result, InstanceName instance, String file) {
    return StoreLayout.output(layout.job(result.order(), result.index()), instance, file);
  }

  @Override
  public String locate(String path) {
    return "file://" + StoreLayout.inside(layout.root(), path);
  }

  @Override
  public String locate(String order, String path) {
    return "file://" + StoreLayout.inside(layout.order(order), path);
  }

  @Override
  public Path fetch(JobResult result, InstanceName instance, String file, Path target) {
    return output(result, instance, file);
  }

  @Override
  public boolean hasPackage(String tree) {
    return Files.isDirectory(layout.packageFolder(tree));
  }

  @Override
  public void keepPackage(String tree) {
    // It is where it should be.
  }

  @Override
  public Path software(String tree) throws IOException {
    if (!hasPackage(tree)) {
      throw new NoSuchFileException(layout.packageFolder(tree).toString());
    }
    return layout.packageFolder(tree);
  }

  @Override
  public List<String> orders(String begin) throws IOException {
    record Aged(Instant time, String order) {}
    List<Aged> orders = new ArrayList<>();
    for (Path folder : entries(layout.root().resolve("orders"))) {
      if (folder.getFileName().toString().startsWith(begin)) {
        try {
          Instant time = Files.getLastModifiedTime(folder.resolve("order.json")).toInstant();
          orders.add(new Aged(time, folder.getFileName().toString()));
        } catch (NoSuchFileException _) {
          // It is just being made, or whoever made it was killed.
        }
      }
    }
    return orders.stream()
        .sorted(Comparator.comparing(Aged::time).thenComparing(Aged::order))
        .map(Aged::order)
        .toList();
  }

  @Override
  public void showLogs(String order) {
    // They are where they are looked for.
  }

  @Override
  public void bring(Path log) {
    // It is here.
  }

  @Override
  public String address(Path log) {
    return log.toString();
  }

  @Override
  public InputStream open(String path, long from) throws IOException {
    InputStream in = Files.newInputStream(StoreLayout.inside(layout.root(), path));
    in.skipNBytes(from);
    return in;
  }

  @Override
  public void sweep(Instant before) {
    // Everything half-made lies in the temporary area.
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }
}
