package dev.trainyard.config;

import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// What is wrong in a yard, and nothing else of it: the files one by one, then across files. It
/// finds the same problems as [SnapshotReader] does in a yard without history, at the cost of a
/// command that a person waits for.
public final class YardCheck {
  /// Below so many files, a second thread costs more than it brings.
  private static final int FEW = 200;

  private final VerdictMemory files;

  private YardCheck(VerdictMemory files) {
    this.files = files;
  }

  /// A check of all files anew.
  public static YardCheck withoutCache() {
    return new YardCheck(VerdictMemory.none());
  }

  /// A check that passes over files that it found valid in an earlier run.
  ///
  /// @param cache the file where that is kept; it need not be there, nor writable
  /// @param identity tells this very application from any other
  public static YardCheck withCache(Path cache, String identity) {
    return new YardCheck(VerdictMemory.in(cache, identity));
  }

  /// What was found.
  ///
  /// @param yardFiles files that are objects of the yard or should be
  public record Result(SortedSet<String> yardFiles, List<Problem> problems) {}

  /// What to do about a reference to an object of a file that is invalid itself: of those who see
  /// the problems of that file, nobody needs to be told.
  public static String remedyIn(String path) {
    return "mend " + path;
  }

  /// Checks all files of the source; its history is not asked.
  public Result check(SnapshotSource source) {
    return check(source, List.of());
  }

  /// Checks all files of the source.
  ///
  /// @param codeOwners files beside them that should say what the analyses say
  public Result check(SnapshotSource source, List<CodeOwnersFile> codeOwners) {
    SortedSet<String> yardFiles = new TreeSet<>();
    LiveYard yard = new LiveYard();
    List<Problem> problems = new ArrayList<>();
    read(source, yard, yardFiles, problems);
    files.save();
    problems.addAll(NameChecks.of(yard));
    problems.addAll(CrossChecks.once(yard, source.versions().of(yard.packages())));
    if (!codeOwners.isEmpty()) {
      problems.addAll(outOfDate(yard, codeOwners));
    }
    return new Result(yardFiles, problems.stream().distinct().sorted().toList());
  }

  /// Who owns what; empty if an analysis cannot be read, so that nobody knows.
  public Optional<CodeOwners> owners(SnapshotSource source) {
    LiveYard yard = new LiveYard();
    read(source, yard, new TreeSet<>(), new ArrayList<>());
    return CodeOwners.of(yard);
  }

  private static List<Problem> outOfDate(LiveYard yard, List<CodeOwnersFile> codeOwners) {
    List<CodeOwnersFile> generated =
        codeOwners.stream().filter(CodeOwnersFile::isGenerated).toList();
    if (generated.isEmpty()) {
      return List.of();
    }
    return CodeOwners.of(yard).stream()
        .flatMap(owners -> generated.stream().flatMap(file -> file.problem(owners).stream()))
        .toList();
  }

  private void read(
      SnapshotSource source, LiveYard yard, SortedSet<String> yardFiles, List<Problem> problems) {
    List<String> paths = new ArrayList<>();
    List<YardFile> read = read(source, paths);
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      YardFile file = read.get(i); // no switch: its first one over types takes a while to set up
      if (file instanceof YardFile.Foreign) {
        continue;
      }
      yardFiles.add(path);
      if (file instanceof YardFile.Valid(YardObject object)) {
        yard.put(object, Optional.empty());
      } else if (file instanceof YardFile.Invalid(List<Problem> found, var claim)) {
        claim.ifPresent(it -> yard.putInvalid(it, path));
        problems.addAll(found);
      }
    }
  }

  private List<YardFile> read(SnapshotSource source, List<String> paths) {
    List<SnapshotSource.FileEntry> entries = new ArrayList<>(source.files());
    entries.removeIf(entry -> !SnapshotReader.isCandidate(entry.path()));
    entries.sort((a, b) -> a.path().compareTo(b.path()));
    entries.forEach(entry -> paths.add(entry.path()));
    IntStream all = IntStream.range(0, entries.size());
    return (entries.size() < FEW ? all : all.parallel())
        .mapToObj(i -> read(source, entries.get(i)))
        .toList();
  }

  private YardFile read(SnapshotSource source, SnapshotSource.FileEntry entry) {
    String path = entry.path();
    try {
      return files.read(path, source.blobs().read(entry.blobId(), YamlLimits.YARD.bytes() + 1));
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof FileNotFoundException)) {
        throw e;
      }
      return new YardFile.Invalid(List.of(unreadable(path)), Claim.of(path, null));
    }
  }

  private static Problem unreadable(String path) {
    return Rule.UNREADABLE_FILE.broken(
        Position.ofFile(Wording.shown(path, path.length())),
        "this file cannot be opened, or is gone meanwhile",
        "make it readable for you, or delete it");
  }
}
