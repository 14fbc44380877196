package dev.trainyard.store;

import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.remote.DamagedFileException;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.Remote.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place elsewhere, which is all that controller and jobs share; see [RemoteKeys] for what is
/// where.
///
/// @param layout of the working copy of this machine
record RemoteShelf(StoreLayout layout, Remote remote, Json json, RemoteLogs logs) implements Shelf {
  private static final int READERS = 16;
  private static final Duration LONG = Duration.ofHours(6);

  private static final Pattern PART = Pattern.compile("orders/([^/]+)/jobs/(\\d{1,9})/(.+)");

  RemoteShelf(StoreLayout layout, Remote remote, Json json) {
    this(layout, remote, json, new RemoteLogs(layout, remote, json));
  }

  @Override
  public String place() {
    return remote.address().toString();
  }

  private String key(Path record) {
    return layout.root().relativize(record).toString();
  }

  private Path record(String key) {
    return layout.root().resolve(key);
  }

  @Override
  public Commit.Outcome create(Path record, byte[] content) throws IOException {
    return outcome(remote.create(content, key(record)));
  }

  private static Commit.Outcome outcome(boolean won) {
    return won ? Commit.Outcome.COMMITTED : Commit.Outcome.ALREADY_THERE;
  }

  @Override
  public byte[] read(Path record) throws IOException {
    try {
      return remote.read(key(record));
    } catch (DamagedFileException e) {
      throw new DamagedRecordException(record, e);
    }
  }

  @Override
  public boolean isElsewhere() {
    return true;
  }

  @Override
  public int readers() {
    return READERS;
  }

  @Override
  public Path jobRecord(String order, int index) {
    return record(RemoteKeys.job(order, index));
  }

  /// Indexes begin at 0: what is known without a gap need not be listed again.
  @Override
  public Map<Integer, Path> jobs(String order, Set<Integer> known) throws IOException {
    Map<Integer, Path> found = new HashMap<>();
    for (Entry entry : behind(RemoteKeys.jobs(order), known)) {
      int index = RemoteKeys.index(entry.name());
      if (index >= 0 && !known.contains(index)) {
        found.put(index, record(entry.name()));
      }
    }
    return found;
  }

  private List<Entry> behind(String folder, Set<Integer> known) throws IOException {
    int first = 0;
    while (known.contains(first)) {
      first++;
    }
    String after = first == 0 ? "" : RemoteKeys.number(first - 1) + RemoteKeys.SUFFIX;
    return remote.list(folder, "", after).files();
  }

  @Override
  public Map<String, Path> attempts(String order, Set<String> known) throws IOException {
    Map<String, Path> found = new HashMap<>();
    for (Entry entry : remote.list(RemoteKeys.attempts(order), "", "").files()) {
      String key = RemoteKeys.failed(entry.name());
      if (!key.isEmpty() && !known.contains(key)) {
        found.put(key, record(entry.name()));
      }
    }
    return found;
  }

  @Override
  public Map<Integer, Path> merges(String order, Set<Integer> known) throws IOException {
    Map<Integer, Path> found = new HashMap<>();
    for (Entry entry : behind(RemoteKeys.merges(order), known)) {
      boolean failed = entry.name().endsWith(RemoteKeys.FAILED);
      int index = RemoteKeys.index(entry.name().replace(RemoteKeys.FAILED, RemoteKeys.SUFFIX));
      if (index >= 0 && !known.contains(index)) {
        found.compute(index, (_, other) -> failed && other != null ? other : record(entry.name()));
      }
    }
    return found;
  }

  @Override
  public Path mergeRecord(String order, int task) throws IOException {
    String key = RemoteKeys.merge(order, task);
    return record(remote.find(key).isPresent() ? key : RemoteKeys.failedMerge(order, task));
  }

  @Override
  public Commit.Outcome commitJob(Path made, JobResult result, byte[] record, Doubt isDamaged)
      throws IOException {
    return outcome(commits().ofJob(made, result, record, isDamaged));
  }

  @Override
  public void keepAttempt(Path made, JobResult result, byte[] record) throws IOException {
    commits().keepAttempt(made, result, record);
  }

  @Override
  public Commit.Outcome commitMerge(
      Made made, MergeResult result, Function<MergeResult, byte[]> record, Doubt isDone)
      throws IOException {
    return outcome(commits().ofMerge(made, result, record, isDone));
  }

  private RemoteCommits commits() {
    return new RemoteCommits(remote, json);
  }

  /// A success lies beside it, and counts then.
  @Override
  public void keepFailure(MergeResult result, byte[] record, Doubt isDone) throws IOException {
    if (!isDone.isSo()) {
      remote.put(record, RemoteKeys.failedMerge(result.order(), result.index()));
    }
  }

  @Override
  public String locate(JobResult result, InstanceName instance, String file) {
    return remote.address().below(RemoteKeys.output(result, instance, file)).toString();
  }

  @Override
  public String locate(String path) {
    return remote.address().below(path).toString();
  }

  @Override
  public String locate(String order, String path) {
    return remote.address().below(OrderId.folder(order) + "/" + path).toString();
  }

  @Override
  public Path fetch(JobResult result, InstanceName instance, String file, Path target)
      throws IOException {
    remote.get(RemoteKeys.output(result, instance, file), target, LONG);
    return target;
  }

  @Override
  public boolean hasPackage(String tree) throws IOException {
    return packages().has(tree);
  }

  @Override
  public void keepPackage(String tree) throws IOException {
    packages().keep(tree);
  }

  @Override
  public Path software(String tree) throws IOException {
    return packages().bring(tree);
  }

  private RemotePackages packages() {
    return new RemotePackages(layout, remote);
  }

  @Override
  public List<String> orders(String begin) throws IOException {
    record Aged(Instant time, String order) {}
    List<Aged> orders = new ArrayList<>();
    for (String folder : remote.list("orders", begin, "").folders()) {
      String order = RemoteKeys.last(folder);
      remote
          .find(folder + "/order.json")
          .ifPresent(found -> orders.add(new Aged(found.modified(), order)));
    }
    return orders.stream()
        .sorted(Comparator.comparing(Aged::time).thenComparing(Aged::order))
        .map(Aged::order)
        .toList();
  }

  @Override
  public void showLogs(String order) throws IOException {
    logs.show(order, attempts(order, Set.of()).keySet(), jobs(order, Set.of()).keySet());
  }

  @Override
  public void bring(Path log) throws IOException {
    logs.bring(log);
  }

  @Override
  public String address(Path log) throws IOException {
    return logs.address(log);
  }

  /// Of a job's output, its record says which execution has made it.
  @Override
  public InputStream open(String path, long from) throws IOException {
    Matcher part = PART.matcher(path);
    if (!part.matches()) {
      return remote.open(path, from);
    }
    int index = Integer.parseInt(part.group(2));
    byte[] record = read(jobRecord(part.group(1), index));
    try {
      JobResult job = json.read(record, JobResult.class);
      String folder = RemoteKeys.execution(job.order(), job.index(), job.execution());
      return remote.open(folder + "/" + part.group(3), from);
    } catch (MalformedJsonException e) {
      throw new DamagedRecordException(jobRecord(part.group(1), index), e);
    }
  }

  @Override
  public void sweep(Instant before) throws IOException {
    Endurance sweeps = new Endurance();
    sweeps.go(() -> RemoteUpload.sweep(remote, json, before));
    sweeps.go(() -> remote.sweep(before.minus(RemoteUpload.GIVEN_UP)));
    sweeps.end();
  }
}
