package dev.trainyard.config;

import dev.trainyard.config.SnapshotSource.EarlierVersion;
import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.YardSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads a yard at one commit into a [Snapshot]: each changed file, its [#lastValid] version where
/// it is invalid, [LiveYard] by name, [CrossChecks] across files.
///
/// It remembers what it made of each file and of each object, so that the next commit costs only
/// what it changed. Use one reader per line of history (the main branch, each pull request), by one
/// thread at a time.
public final class SnapshotReader {
  /// How far back a valid version of an invalid file is looked for.
  private static final int MOST_EARLIER = 200;

  private static final String UNNAMED = "yard";
  private final YardFileReader files;
  private final Declared<YardSpec> unnamed;
  private final SortedMap<String, KnownFile> known = new TreeMap<>();
  private final LiveYard yard = new LiveYard();
  private final CrossChecks checks = new CrossChecks();
  private final Map<String, List<Problem>> fileProblems = new HashMap<>();
  private long parseCount;

  public SnapshotReader(Json json) {
    this.files = new YardFileReader(json);
    YardSpec spec = YardSpec.defaults();
    this.unnamed =
        new Declared<>(
            UNNAMED,
            Map.of(),
            spec,
            Position.ofFile("yard.yaml"),
            json.digest(spec),
            Optional.empty());
  }

  /// An object as it was read from the commit.
  private record Version(CommitId commit, YardObject object) {}

  /// What was made of a file.
  ///
  /// @param read the commit at which this content was read first
  /// @param standIn what is in force in place of an invalid file, if there is such a thing
  private record KnownFile(String blobId, YardFile file, CommitId read, Optional<Version> standIn) {

    /// The last valid version that was read: the file itself, or what stands in for it.
    Optional<Version> valid() {
      return file instanceof YardFile.Valid(YardObject object)
          ? Optional.of(new Version(read, object))
          : standIn;
    }
  }

  /// Whether a path is read at all: a YAML file outside hidden folders.
  public static boolean isCandidate(String path) {
    return (path.endsWith(".yaml") || path.endsWith(".yml"))
        && !path.startsWith(".")
        && !path.contains("/.");
  }

  /// How many files were parsed so far; files that did not change are not parsed again.
  public long parseCount() {
    return parseCount;
  }

  /// The files of the commit read last that are objects of the yard or should be.
  public SortedSet<String> yardFiles() {
    return known.entrySet().stream()
        .filter(file -> !(file.getValue().file instanceof YardFile.Foreign))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The yard at the source's commit, with every problem in it.
  public Snapshot read(SnapshotSource source) {
    Set<String> gone = new HashSet<>(known.keySet());
    source.files().forEach(file -> gone.remove(file.path()));
    return advance(source, gone);
  }

  /// The yard at the source's commit, told how it differs from what was read last. When reading
  /// fails, the next one has to be a full one.
  ///
  /// @param source its files are those that are new or changed, at least
  /// @param gone paths that are not there any more
  public Snapshot advance(SnapshotSource source, Collection<String> gone) {
    Map<String, KnownFile> changed = new TreeMap<>();
    for (FileEntry entry : source.files()) {
      KnownFile before = known.get(entry.path());
      boolean same = before != null && before.blobId.equals(entry.blobId());
      if (!same && isCandidate(entry.path())) {
        changed.put(entry.path(), read(source, entry));
      }
    }
    gone.forEach(this::remove);
    changed.forEach(this::put);
    return snapshot(source);
  }

  private void put(String path, KnownFile file) {
    remove(path);
    known.put(path, file);
    switch (file.file) {
      case YardFile.Foreign() -> {}
      case YardFile.Valid(YardObject object) -> yard.put(object, Optional.empty());
      case YardFile.Invalid(List<Problem> problems, Optional<Claim> claim) -> {
        fileProblems.put(path, problems);
        claim.ifPresent(it -> yard.putInvalid(it, path));
        file.standIn.ifPresent(old -> yard.put(old.object, Optional.of(old.commit)));
      }
    }
  }

  private void remove(String path) {
    KnownFile file = known.remove(path);
    if (file == null) {
      return;
    }
    file.valid().ifPresent(version -> yard.remove(version.object));
    if (file.file instanceof YardFile.Invalid(var _, Optional<Claim> claim)) {
      fileProblems.remove(path);
      claim.ifPresent(it -> yard.removeInvalid(it, path));
    }
  }

  private Snapshot snapshot(SnapshotSource source) {
    Map<String, List<PackageVersion>> versions = source.versions().of(yard.packages());
    checks.update(yard.index(), yard.touched(), versions);
    yard.settle();
    List<Problem> problems = new ArrayList<>(NameChecks.of(yard));
    fileProblems.values().forEach(problems::addAll);
    problems.addAll(checks.problems());
    return new Snapshot(
        source.commit(),
        yard.index().yards().values().stream().findFirst().map(Located::declared).orElse(unnamed),
        yard.packages(),
        yard.runLists(),
        yard.datasets(),
        yard.analyses(),
        yard.wagons(),
        yard.trains(),
        versions,
        yard.unreadableTrains(),
        yard.listeners(),
        yard.pipelines(),
        problems.stream().distinct().toList());
  }

  private KnownFile read(SnapshotSource source, FileEntry entry) {
    YardFile file = parse(source, entry.path(), entry.blobId());
    Optional<Version> standIn =
        file instanceof YardFile.Invalid ? lastValid(source, entry.path()) : Optional.empty();
    return new KnownFile(entry.blobId(), file, source.commit(), standIn);
  }

  private YardFile parse(SnapshotSource source, String path, String blobId) {
    parseCount++;
    return files.read(path, source.blobs().read(blobId, YamlLimits.YARD.bytes() + 1));
  }

  /// The newest valid version in the history or, where there is none, the one that was read last.
  private Optional<Version> lastValid(SnapshotSource source, String path) {
    Optional<Version> earlier = inHistory(source, path);
    return earlier.isPresent() || source.history().isWhole()
        ? earlier
        : Optional.ofNullable(known.get(path)).flatMap(KnownFile::valid);
  }

  private Optional<Version> inHistory(SnapshotSource source, String path) {
    try (Stream<EarlierVersion> versions = source.history().of(path)) {
      Iterator<EarlierVersion> newestFirst = versions.limit(MOST_EARLIER).iterator();
      while (newestFirst.hasNext()) {
        EarlierVersion version = newestFirst.next();
        if (parse(source, path, version.blobId()) instanceof YardFile.Valid(YardObject object)) {
          return Optional.of(new Version(version.commit(), object));
        }
      }
      return Optional.empty();
    }
  }
}
