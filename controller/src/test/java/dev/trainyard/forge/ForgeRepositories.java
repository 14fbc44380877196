package dev.trainyard.forge;

import dev.trainyard.git.Origin;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The Git repositories of a local forge: the one that pull requests are for, and people's forks.
final class ForgeRepositories implements AutoCloseable {
  private final Path folder;
  private final Map<String, Origin> repositories = new TreeMap<>();

  ForgeRepositories(Path folder) throws IOException {
    this.folder = folder;
    repositories.put(
        LocalForge.OWNER, Origin.in(Files.createDirectories(folder.resolve(LocalForge.OWNER))));
  }

  Origin main() {
    return of(LocalForge.OWNER);
  }

  private Origin of(String owner) {
    return Objects.requireNonNull(repositories.get(owner), () -> owner + " has no fork");
  }

  Origin fork(String user) throws IOException {
    Path home = Files.createDirectories(folder.resolve(user));
    GitProgram.git(
        folder,
        "clone",
        "-q",
        "--bare",
        folder.resolve(LocalForge.REPOSITORY + ".git").toString(),
        home.resolve("yard.git").toString());
    repositories.put(user, Origin.at(home));
    return of(user);
  }

  CommitId push(String owner, String branch, Map<String, String> files) throws IOException {
    Origin origin = of(owner);
    if (origin.at(branch).isEmpty() && !branch.equals("main")) {
      origin.reset(branch, origin.at("main").orElseThrow());
    }
    return origin.commit(branch, files);
  }

  CommitId forcePush(String owner, String branch, Map<String, String> files) throws IOException {
    Origin origin = of(owner);
    origin.reset(branch, origin.at("main").orElseThrow());
    return origin.commit(branch, files);
  }

  CommitId merge(String number, CommitId head) throws IOException {
    Path bare = main().folder();
    String tree = GitProgram.git(bare, "merge-tree", "--write-tree", "main", head.hex());
    String commit =
        GitProgram.git(
            bare,
            "-c",
            "user.name=Forge",
            "-c",
            "user.email=forge@example.org",
            "commit-tree",
            tree,
            "-p",
            "main",
            "-p",
            head.hex(),
            "-m",
            "Merge pull request #" + number);
    GitProgram.git(bare, "update-ref", "refs/heads/main", commit);
    return new CommitId(commit);
  }

  /// Makes the ref of a pull request's head follow its branch. It stays in the main repository when
  /// the pull request is closed, or the fork is gone.
  CommitId follow(Pull pull, String ref) throws IOException {
    Origin from = of(pull.owner);
    CommitId head = from.at(pull.branch).orElseThrow();
    if (pull.owner.equals(LocalForge.OWNER)) {
      Path file = main().folder().resolve(ref);
      Files.createDirectories(file.getParent());
      Files.writeString(file, head.hex() + "\n");
    } else {
      String branch = "+refs/heads/" + pull.branch;
      GitProgram.git(main().folder(), "fetch", "-q", from.folder().toString(), branch + ":" + ref);
    }
    return head;
  }

  @Override
  public void close() {
    repositories.values().forEach(Origin::close);
  }
}
