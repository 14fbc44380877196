package dev.trainyard.config;

import dev.trainyard.config.SnapshotSource.EarlierVersion;
import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads a yard at one commit into a [Snapshot]: [#parsed] every changed file, [#lastValid] version
/// where a file is invalid, [YardIndex] by name, [CrossChecks] across files.
///
/// It remembers what it made of each file, so that the next commit costs only what it changed. Use
/// one reader per line of history (the main branch, each pull request), by one thread at a time.
public final class SnapshotReader {
  /// How far back a valid version of an invalid file is looked for.
  private static final int MOST_EARLIER = 200;

  private static final Pattern CANDIDATE = Pattern.compile("(?!\\.|.*/\\.).*\\.ya?ml");

  private final Json json;
  private final YardFileReader files;
  private Map<FileEntry, YardFile> parsed = new HashMap<>();
  private Map<FileEntry, Optional<Version>> earlier = new HashMap<>();
  private Map<String, Version> valid = new HashMap<>();
  private long parseCount;

  public SnapshotReader(Json json) {
    this.json = json;
    this.files = new YardFileReader(json);
  }

  /// An object as it was read from the commit.
  private record Version(CommitId commit, YardObject object) {}

  /// Whether a path is read at all: a YAML file outside hidden folders.
  public static boolean isCandidate(String path) {
    return CANDIDATE.matcher(path).matches();
  }

  /// How many files were parsed so far; files that did not change are not parsed again.
  public long parseCount() {
    return parseCount;
  }

  /// The files of the commit read last that are objects of the yard or should be.
  public SortedSet<String> yardFiles() {
    return parsed.entrySet().stream()
        .filter(file -> !(file.getValue() instanceof YardFile.Foreign))
        .map(file -> file.getKey().path())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The yard at the source's commit, with every problem in it.
  public Snapshot read(SnapshotSource source) {
    Reading reading = readFiles(source);
    YardIndex index = YardIndex.of(source.commit(), reading.versions, reading.invalid);
    List<Problem> problems = new ArrayList<>(reading.problems);
    var versions = source.versions().of(index.declaredPackages());
    problems.addAll(new CrossChecks(index, versions).problems());
    return index.snapshot(versions, json, problems.stream().distinct().sorted().toList());
  }

  /// @param invalid names that only invalid files declare, and those files
  private record Reading(
      List<YardIndex.Source> versions, Map<Claim, String> invalid, List<Problem> problems) {}

  private Reading readFiles(SnapshotSource source) {
    Map<FileEntry, YardFile> newlyParsed = new HashMap<>();
    Map<FileEntry, Optional<Version>> newlyFound = new HashMap<>();
    Map<String, Version> newlyValid = new HashMap<>();
    Reading reading = new Reading(new ArrayList<>(), new HashMap<>(), new ArrayList<>());
    for (FileEntry entry : inOrder(source.files())) {
      YardFile file = parsed(source, entry);
      newlyParsed.put(entry, file);
      switch (file) {
        case YardFile.Foreign() -> {}
        case YardFile.Valid(YardObject object) -> {
          newlyValid.put(entry.path(), new Version(source.commit(), object));
          reading.versions.add(new YardIndex.Source(object, source.commit(), true));
        }
        case YardFile.Invalid(List<Problem> problems, Optional<Claim> claim) -> {
          claim.ifPresent(it -> reading.invalid.put(it, entry.path()));
          reading.problems.addAll(problems);
          Optional<Version> version = lastValid(source, entry);
          newlyFound.put(entry, version);
          version.ifPresent(
              old -> {
                newlyValid.put(entry.path(), old);
                reading.versions.add(new YardIndex.Source(old.object, old.commit, false));
              });
        }
      }
    }
    parsed = newlyParsed;
    earlier = newlyFound;
    valid = newlyValid;
    return reading;
  }

  private static List<FileEntry> inOrder(List<FileEntry> files) {
    return files.stream()
        .filter(entry -> isCandidate(entry.path()))
        .sorted(Comparator.comparing(FileEntry::path))
        .toList();
  }

  private YardFile parsed(SnapshotSource source, FileEntry entry) {
    YardFile known = parsed.get(entry);
    return known == null ? parse(source, entry.path(), entry.blobId()) : known;
  }

  private YardFile parse(SnapshotSource source, String path, String blobId) {
    parseCount++;
    return files.read(path, source.blobs().read(blobId, YamlLimits.YARD.bytes() + 1));
  }

  /// The newest valid version in the history or, where that is cut off, the one that was read last.
  private Optional<Version> lastValid(SnapshotSource source, FileEntry entry) {
    Optional<Version> known = earlier.get(entry);
    if (known != null) {
      return known;
    }
    return inHistory(source, entry.path()).or(() -> Optional.ofNullable(valid.get(entry.path())));
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
