package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.api.CreateBranchCommand.SetupUpstreamMode;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/// A clone of a yard, as its user has it.
final class UsersClone implements AutoCloseable {
  private final Git git;
  private final Path folder;

  private UsersClone(Git git, Path folder) {
    this.git = git;
    this.folder = folder;
  }

  static UsersClone of(SmallYard yard, Path folder) throws Exception {
    Git git =
        Git.cloneRepository()
            .setURI(yard.origin().folder().toString())
            .setBranch(SmallYard.MAIN)
            .setDirectory(folder.toFile())
            .call();
    StoredConfig config = git.getRepository().getConfig();
    config.setString("user", null, "name", "Ada");
    config.setString("user", null, "email", "ada@example.org");
    config.setBoolean("commit", null, "gpgsign", false);
    config.save();
    return new UsersClone(git, folder);
  }

  /// Runs a command in this clone.
  Said say(String command, String... words) {
    List<String> all = new ArrayList<>(List.of(command, "--yard", folder.toString()));
    all.addAll(List.of(words));
    return Terminal.say(all.toArray(String[]::new));
  }

  /// Brings what a ref of the remote holds.
  void fetch(String ref) throws Exception {
    git.fetch().setRefSpecs(ref).call();
  }

  Path file(String path) {
    return folder.resolve(path);
  }

  String read(String path) throws IOException {
    return Files.readString(file(path));
  }

  void write(String path, String text) throws IOException {
    Files.createDirectories(file(path).getParent());
    Files.writeString(file(path), text);
  }

  /// Checks out the commit of HEAD without its branch.
  void detach() throws Exception {
    git.checkout().setName(git.log().setMaxCount(1).call().iterator().next().name()).call();
  }

  /// Begins a branch and checks it out.
  ///
  /// @param followed the remote-tracking branch that it follows, or null
  void branch(String name, @Nullable String followed) throws Exception {
    var checkout = git.checkout().setCreateBranch(true).setName(name);
    if (followed != null) {
      checkout.setStartPoint(followed).setUpstreamMode(SetupUpstreamMode.SET_UPSTREAM);
    }
    checkout.call();
  }

  /// Makes this clone believe that the status branch says something else.
  void forgeStatus(String path, UnaryOperator<String> edit) throws Exception {
    String branch = "refs/remotes/origin/" + OpenYard.STATUS;
    git.checkout().setCreateBranch(true).setName("forged").setStartPoint(branch).call();
    write(path, edit.apply(read(path)));
    RevCommit forged = git.commit().setAll(true).setMessage("Forged").call();
    RefUpdate update = git.getRepository().updateRef(branch);
    update.setNewObjectId(forged);
    assertThat(update.forceUpdate()).isEqualTo(RefUpdate.Result.FORCED);
    git.checkout().setName(SmallYard.MAIN).call();
    git.branchDelete().setBranchNames("forged").setForce(true).call();
  }

  void stage(String path) throws Exception {
    git.add().addFilepattern(path).call();
  }

  void fetch() throws Exception {
    git.fetch().call();
  }

  /// Gets what was committed elsewhere.
  void pull() throws Exception {
    git.pull().call();
  }

  Status status() throws Exception {
    return git.status().call();
  }

  RevCommit head() throws Exception {
    return git.log().setMaxCount(1).call().iterator().next();
  }

  /// The files that the last commit changed.
  Set<String> lastChanged() throws Exception {
    RevCommit head = head();
    try (var reader = git.getRepository().newObjectReader()) {
      var now = new org.eclipse.jgit.treewalk.CanonicalTreeParser(null, reader, head.getTree());
      var before =
          new org.eclipse.jgit.treewalk.CanonicalTreeParser(
              null, reader, git.getRepository().parseCommit(head.getParent(0)).getTree());
      return git.diff().setOldTree(before).setNewTree(now).call().stream()
          .map(d -> d.getNewPath().equals("/dev/null") ? d.getOldPath() : d.getNewPath())
          .collect(java.util.stream.Collectors.toSet());
    }
  }

  @Override
  public void close() {
    git.close();
  }
}
