package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.CommitId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalRepositoryTest {
  @TempDir private Path folder;

  @Test
  void tellsWhatChangedSinceARevisionCommittedOrNot() throws Exception {
    JGitSetup.ensure();
    try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
      write("same.yaml", "1");
      write("staged.yaml", "1");
      write("edited.yaml", "1");
      write("deleted.yaml", "1");
      commit(git);
      write("committed.yaml", "1");
      commit(git);
      write("staged.yaml", "2");
      git.add().addFilepattern("staged.yaml").call();
      write("edited.yaml", "22");
      write("sub/new.yaml", "1");
      Files.delete(folder.resolve("deleted.yaml"));
    }

    try (LocalRepository local = LocalRepository.find(folder.resolve("sub")).orElseThrow()) {
      CommitId base = local.resolve("HEAD~1");

      assertThat(local.changedSince(base))
          .containsExactly(
              "committed.yaml", "deleted.yaml", "edited.yaml", "staged.yaml", "sub/new.yaml");
      assertThat(local.workingCopy()).contains(folder);
    }
  }

  @Test
  void readsALinkedWorkTree() throws Exception {
    JGitSetup.ensure();
    Path main = Files.createDirectory(folder.resolve("main"));
    Path linked = folder.resolve("linked");
    try (Git git = Git.init().setDirectory(main.toFile()).setInitialBranch("main").call()) {
      Files.writeString(main.resolve("a.yaml"), "1");
      commit(git);
    }
    int exitCode =
        new ProcessBuilder("git", "worktree", "add", "-q", "-b", "work", linked.toString())
            .directory(main.toFile())
            .start()
            .waitFor();
    Files.writeString(linked.resolve("b.yaml"), "1");

    try (LocalRepository local = LocalRepository.find(linked).orElseThrow()) {
      CommitId base = local.resolve("main");

      assertThat(exitCode).isZero();
      assertThat(local.commits().files(base)).hasSize(1);
      assertThat(local.changedSince(base)).containsExactly("b.yaml");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "../yard.git, YARD/yard.git",
    "./yard.git, YARD/clone/yard.git",
    "/srv/yard.git, /srv/yard.git",
    "https://forge.example/lab/yard, https://forge.example/lab/yard",
    "git@forge.example:lab/yard, git@forge.example:lab/yard"
  })
  void takesARemoteAsGitDoes(String url, String taken) throws Exception {
    JGitSetup.ensure();
    Path clone = folder.resolve("clone");
    try (Git git = Git.init().setDirectory(clone.toFile()).setInitialBranch("main").call()) {
      git.remoteAdd().setName("origin").setUri(new URIish(url)).call();
    }

    try (LocalRepository local = LocalRepository.find(clone).orElseThrow()) {
      assertThat(local.remote())
          .contains(new CloneRemote("origin", taken.replace("YARD", folder.toString())));
    }
  }

  @Test
  void knowsThatAFolderIsNotInARepository() throws Exception {
    assertThat(LocalRepository.find(folder)).isEmpty();
  }

  private void write(String path, String text) throws Exception {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void commit(Git git) throws Exception {
    git.add().addFilepattern(".").call();
    git.commit().setMessage("Change").setAuthor("a", "a@b").setCommitter("a", "a@b").call();
  }
}
