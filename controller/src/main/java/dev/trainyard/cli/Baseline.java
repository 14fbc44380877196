package dev.trainyard.cli;

import dev.trainyard.config.CodeOwnersFile;
import dev.trainyard.config.SnapshotSource;
import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.config.SnapshotSource.History;
import dev.trainyard.config.YardCheck;
import dev.trainyard.git.Commits;
import dev.trainyard.git.LocalRepository;
import dev.trainyard.git.TooLargeException;
import dev.trainyard.git.TreeFile;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A yard at an earlier commit, to tell what a change brought: problems in changed files, and
/// problems elsewhere that were not there before.
///
/// @param changed paths that differ from the commit, from the top of the yard
/// @param known problems that the commit had already, without their positions
record Baseline(Set<String> changed, Set<String> known) {

  /// Reads the commit that a revision names.
  ///
  /// @param top the yard, a folder of the repository or all of it
  static Baseline of(Path top, String revision) throws IOException, UnknownRevisionException {
    try (LocalRepository repository =
        LocalRepository.find(top)
            .orElseThrow(() -> new IOException(top + " is in no Git repository"))) {
      CommitId commit = repository.resolve(revision);
      String prefix = repository.workingCopy().map(it -> prefix(it, top)).orElse("");
      Set<String> changed =
          repository.changedSince(commit).stream()
              .filter(path -> path.startsWith(prefix))
              .map(path -> path.substring(prefix.length()))
              .collect(Collectors.toSet());
      return new Baseline(changed, problems(repository.commits(), commit, prefix));
    }
  }

  /// Whether the change, and not something before it, is the reason for this problem.
  boolean isNew(Problem problem) {
    return changed.contains(problem.position().path()) || !known.contains(signature(problem));
  }

  private static String prefix(Path workingCopy, Path top) {
    try {
      String prefix = workingCopy.toRealPath().relativize(top).toString();
      return prefix.isEmpty() ? "" : prefix + "/";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> problems(Commits commits, CommitId commit, String prefix)
      throws IOException {
    List<FileEntry> files =
        commits.files(commit).stream()
            .filter(file -> file.mode() != TreeFile.Mode.SYMLINK)
            .filter(file -> file.path().startsWith(prefix))
            .map(file -> new FileEntry(file.path().substring(prefix.length()), file.blob()))
            .toList();
    SnapshotSource source =
        new SnapshotSource(
            commit, files, (id, most) -> blob(commits, id, most), History.none(), _ -> Map.of());
    return YardCheck.withoutCache()
        .check(source, codeOwners(commits, commit, prefix))
        .problems()
        .stream()
        .map(Baseline::signature)
        .collect(Collectors.toSet());
  }

  private static List<CodeOwnersFile> codeOwners(Commits commits, CommitId commit, String prefix)
      throws IOException {
    List<CodeOwnersFile> found = new ArrayList<>();
    for (String path : CodeOwnersFile.PLACES) {
      commits
          .file(commit, prefix + path)
          .map(file -> blob(commits, file.blob(), CodeOwnersFile.MOST_BYTES))
          .ifPresent(content -> found.add(new CodeOwnersFile(path, content)));
    }
    return found;
  }

  private static byte[] blob(Commits commits, String id, int most) {
    try {
      return commits.blob(id, new ByteSize(most));
    } catch (TooLargeException _) {
      return new byte[most];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String signature(Problem problem) {
    return problem.position().path() + "\n" + problem.rule() + "\n" + problem.message();
  }
}
