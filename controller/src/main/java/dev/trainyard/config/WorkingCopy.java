package dev.trainyard.config;

import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.config.SnapshotSource.History;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageSpec.Source;
import dev.trainyard.model.spec.PackageVersion;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A yard as it lies on disk: only read, nothing in it is executed.
///
/// Symbolic links are not followed while looking for files: what they lead to within the repository
/// is found there anyway, and what lies outside is none of the repository.
///
/// @param top the top of the repository, as a real path
/// @param links problems of symbolic links that lead out of it
public record WorkingCopy(Path top, List<FileEntry> files, List<Problem> links) {
  /// The commit of what is in none.
  public static final CommitId UNCOMMITTED = new CommitId("0".repeat(40));

  /// How many files are looked at in a folder that does not say that it is a yard.
  private static final int MOST_UNMARKED = 20_000;

  public WorkingCopy {
    files = List.copyOf(files);
    links = List.copyOf(links);
  }

  /// Finds the YAML files of a repository.
  ///
  /// @param top the folder that holds `.git` or `yard.yaml`
  /// @throws TooManyFilesException if it holds neither, and more than a yard would
  public static WorkingCopy at(Path top) throws IOException {
    Path real = top.toRealPath();
    Search search = new Search(real, isMarked(real) ? Integer.MAX_VALUE : MOST_UNMARKED);
    Files.walkFileTree(real, search);
    if (search.seen > search.most) {
      throw new TooManyFilesException(
          "%s is no yard: it holds neither .git nor yard.yaml, and more than %d files; name the folder of a yard"
              .formatted(real, MOST_UNMARKED));
    }
    return new WorkingCopy(real, search.files, search.links);
  }

  private static boolean isMarked(Path folder) {
    return Files.exists(folder.resolve(".git")) || Files.exists(folder.resolve("yard.yaml"));
  }

  /// A folder that somebody took for a yard, such as a home.
  public static final class TooManyFilesException extends IOException {
    private static final long serialVersionUID = 1;

    TooManyFilesException(String message) {
      super(message);
    }
  }

  /// The top of the repository that a file or folder belongs to: the nearest folder above that
  /// holds `.git` or `yard.yaml`, or the folder itself.
  public static Path topOf(Path path) throws IOException {
    Path real = path.toRealPath();
    Path folder = Files.isDirectory(real) ? real : real.getParent();
    for (Path at = folder; at != null; at = at.getParent()) {
      if (isMarked(at)) {
        return at;
      }
    }
    return folder == null ? real : folder;
  }

  /// The working copy for a [SnapshotReader], under a commit id of zeros. Of packages nothing is
  /// known but whether their folder is there: a clone need not have all tags.
  public SnapshotSource source() {
    return new SnapshotSource(UNCOMMITTED, files, this::read, History.none(), this::versions);
  }

  /// The files that tell forges who owns what, as far as they are there and can be read.
  public List<CodeOwnersFile> codeOwners() {
    List<CodeOwnersFile> found = new ArrayList<>();
    for (String path : CodeOwnersFile.PLACES) {
      if (top.resolve(path).toFile().isFile()) {
        try {
          found.add(new CodeOwnersFile(path, read(path, CodeOwnersFile.MOST_BYTES)));
        } catch (UncheckedIOException _) {
          // What cannot be read says nothing to the forge either.
        }
      }
    }
    return found;
  }

  private byte[] read(String path, int most) {
    try (InputStream in = new FileInputStream(top.resolve(path).toFile())) {
      return in.readNBytes(most);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, List<PackageVersion>> versions(Map<String, Declared<PackageSpec>> packages) {
    Map<String, List<PackageVersion>> versions = new HashMap<>();
    packages.forEach(
        (name, declared) -> {
          Source source = declared.spec().source();
          if (source.tags() == null && !Files.isDirectory(top.resolve(source.folder()))) {
            versions.put(name, List.of());
          }
        });
    return versions;
  }

  /// Walks a repository without its hidden folders and without other repositories within it.
  private static final class Search extends SimpleFileVisitor<Path> {
    private final Path top;
    private final int most;
    private final int start;
    private final List<FileEntry> files = new ArrayList<>();
    private final List<Problem> links = new ArrayList<>();

    private int seen;

    Search(Path top, int most) {
      this.top = top;
      this.most = most;
      this.start = top.resolve("x").toString().length() - 1;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean other =
          !folder.equals(top)
              && (folder.getFileName().toString().startsWith(".")
                  || Files.exists(folder.resolve(".git")));
      return other ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (++seen > most) {
        return FileVisitResult.TERMINATE;
      }
      String path = path(file);
      if (attributes.isSymbolicLink()) {
        checkLink(file, path);
      } else if (attributes.isRegularFile() && SnapshotReader.isCandidate(path)) {
        files.add(new FileEntry(path, path));
      }
      return FileVisitResult.CONTINUE;
    }

    /// A file that cannot be looked at is told when it is read.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    private void checkLink(Path link, String path) {
      boolean matters = SnapshotReader.isCandidate(path) || Files.isDirectory(link);
      if (matters && !leadsInside(link)) {
        links.add(
            Rule.LINK_OUTSIDE.broken(
                Position.ofFile(Wording.shown(path, path.length())),
                "this symbolic link does not lead to anything in the repository",
                "replace it with a copy of the file, or delete it"));
      }
    }

    private boolean leadsInside(Path link) {
      try {
        return link.toRealPath().startsWith(top);
      } catch (IOException _) {
        return false;
      }
    }

    private String path(Path file) {
      return file.toString().substring(start).replace('\\', '/');
    }
  }
}
