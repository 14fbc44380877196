package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitsTest {
  private static final ByteSize LIMIT = ByteSize.parse("256Ki");

  @TempDir private Path folder;
  private Origin origin;
  private LocalRepository local;
  private Commits commits;

  @BeforeEach
  void open() throws Exception {
    origin = Origin.in(folder);
    local = LocalRepository.find(origin.folder()).orElseThrow();
    commits = local.commits();
  }

  @AfterEach
  void close() {
    local.close();
    origin.close();
  }

  @Test
  void listsYamlFilesAndSaysWhichAreLinks() throws Exception {
    origin.commit("main", Map.of("a/b.yaml", "b", "c.yml", "c", "run.sh", "#!/bin/sh"));
    CommitId commit = origin.commit("main", "d.yaml", FileMode.SYMLINK, "../../etc/passwd");

    List<TreeFile> files = commits.files(commit);

    assertThat(files)
        .extracting(TreeFile::path, TreeFile::mode)
        .containsExactly(
            tuple("a/b.yaml", TreeFile.Mode.REGULAR),
            tuple("c.yml", TreeFile.Mode.REGULAR),
            tuple("d.yaml", TreeFile.Mode.SYMLINK));
    assertThat(text(files.getFirst())).isEqualTo("b");
  }

  @Test
  void tellsOnlyWhatChanged() throws Exception {
    CommitId before = origin.commit("main", Map.of("a.yaml", "1", "b.yaml", "1", "c/d.yaml", "1"));
    origin.commit("main", Map.of("a.yaml", "2", "e.yaml", "1", "f.txt", "1"));
    CommitId after = origin.remove("main", "b.yaml");

    List<TreeChange> changes = commits.changes(before, after);

    assertThat(changes).extracting(TreeChange::path).containsExactly("a.yaml", "b.yaml", "e.yaml");
    assertThat(changes.get(1)).isEqualTo(new TreeChange.Removed("b.yaml"));
  }

  @Test
  void looksAtTheSizeBeforeItReads() throws Exception {
    CommitId commit = origin.commit("main", Map.of("a.yaml", "x".repeat(2000)));
    String blob = commits.files(commit).getFirst().blob();

    assertThatThrownBy(() -> commits.blob(blob, ByteSize.parse("1000")))
        .isInstanceOf(TooLargeException.class)
        .hasMessage("the file has 1.95 KiB, more than the 1000 B allowed");
  }

  @Test
  void findsTheLastVersionsOfAFile() throws Exception {
    CommitId first = origin.commit("main", Map.of("a.yaml", "good: 1"));
    CommitId second = origin.commit("main", Map.of("a.yaml", "good: 2"));
    CommitId unrelated = origin.commit("main", Map.of("b.yaml", "x"));
    CommitId bad = origin.commit("main", Map.of("a.yaml", "bad"));

    List<String> texts = new ArrayList<>();
    List<CommitId> found = new ArrayList<>();
    Optional<FileVersion> version = commits.earlier("a.yaml", bad);
    while (version.isPresent()) {
      texts.add(text(version.get().file()));
      found.add(version.get().commit());
      version = commits.earlier("a.yaml", version.get().commit());
    }

    assertThat(texts).containsExactly("good: 2", "good: 1");
    assertThat(found).containsExactly(unrelated, first);
    assertThat(second).isNotIn(found);
  }

  @Test
  void doesNotReviveAFileThatWasDeleted() throws Exception {
    origin.commit("main", Map.of("a.yaml", "good: 1", "b.yaml", "x"));
    origin.remove("main", "a.yaml");
    CommitId bad = origin.commit("main", Map.of("a.yaml", "bad"));

    assertThat(commits.earlier("a.yaml", bad)).isEmpty();
    assertThat(commits.earlier("none.yaml", bad)).isEmpty();
  }

  @Test
  void listsPackageVersionsNewestFirst() throws Exception {
    CommitId v9 = origin.commit("main", Map.of("packages/dimuon/run.sh", "9"));
    CommitId v10 = origin.commit("main", Map.of("packages/dimuon/run.sh", "10"));
    CommitId without = origin.remove("main", "packages/dimuon/run.sh");
    CommitId main = origin.commit("main", Map.of("packages/dimuon/run.sh", "9"));
    origin.tag("dimuon-v9", v9);
    origin.annotatedTag("dimuon-v10", v10);
    origin.tag("dimuon-v10.1", v10);
    origin.tag("dimuon-v8", without);
    origin.tag("other-v1", v9);

    List<PackageVersion> versions =
        commits.packageVersions(
            "dimuon", new PackageSpec.Source("packages/dimuon", "dimuon-v*"), main);
    List<PackageVersion> head =
        commits.packageVersions("dimuon", new PackageSpec.Source("packages/dimuon", null), main);

    assertThat(versions)
        .extracting(PackageVersion::tag)
        .containsExactly("dimuon-v10.1", "dimuon-v10", "dimuon-v9");
    assertThat(versions.get(1).commit()).isEqualTo(v10);
    assertThat(versions.get(1).created()).isAfter(versions.get(2).created());
    assertThat(head).extracting(PackageVersion::tag).containsExactly("head");
    assertThat(head.getFirst().tree()).isEqualTo(versions.get(2).tree());
  }

  @Test
  void exportsAFolderReadOnly() throws Exception {
    origin.commit("main", Map.of("p/lib/a.awk", "BEGIN {}", "p/README", "hello"));
    origin.commit("main", "p/bin/run", FileMode.EXECUTABLE_FILE, "#!/bin/sh\n");
    CommitId main = origin.commit("main", "p/bin/lib", FileMode.SYMLINK, "../lib");
    Path target = folder.resolve("store/packages/p");

    commits.export(tree("p", main), target, folder.resolve("store/tmp"));
    commits.export(tree("p", main), target, folder.resolve("store/tmp"));

    assertThat(target.resolve("bin/lib/a.awk")).hasContent("BEGIN {}");
    assertThat(mode(target.resolve("bin/run"))).isEqualTo("r-xr-xr-x");
    assertThat(mode(target.resolve("README"))).isEqualTo("r--r--r--");
    assertThat(mode(target)).isEqualTo("r-xr-xr-x");
    assertThat(mode(target.resolve("lib"))).isEqualTo("r-xr-xr-x");
    assertThat(folder.resolve("store/tmp")).isEmptyDirectory();
  }

  @Test
  void refusesLinksThatLeaveTheFolder() throws Exception {
    List<String> links =
        List.of(
            "/etc/passwd", "../..", "../../x", "a/../../../x", "./a", "../a/..", "a//b", "..//x");
    for (String link : links) {
      CommitId main = origin.commit("main", "p/bin/link", FileMode.SYMLINK, link);
      Path target = folder.resolve("out");

      assertThatThrownBy(() -> commits.export(tree("p", main), target, folder.resolve("tmp")))
          .as(link)
          .isInstanceOf(UnsafeTreeException.class)
          .hasMessageStartingWith("bin/link is a symbolic link that may leave the folder; ");
      assertThat(target).doesNotExist();
    }
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void refusesNamesThatMeanSomethingElse() throws Exception {
    for (String name : List.of("..", ".", ".git", ".GIT")) {
      CommitId main = origin.commitTree("main", name);
      Path target = folder.resolve("out");

      assertThatThrownBy(() -> commits.export(tree("", main), target, folder.resolve("tmp")))
          .isInstanceOf(UnsafeTreeException.class)
          .hasMessage(name + " is not a name that may be written to disk");
      assertThat(target).doesNotExist();
    }
  }

  @Test
  void allowsLinksInside() throws Exception {
    for (String link : List.of("..", "../bin", "../other/file", "run")) {
      CommitId main = origin.commit("main", "p/bin/link", FileMode.SYMLINK, link);
      Path target = Files.createTempDirectory(folder, "out").resolve("p");

      commits.export(tree("p", main), target, folder.resolve("tmp"));

      assertThat(Files.readSymbolicLink(target.resolve("bin/link"))).hasToString(link);
    }
  }

  @Test
  void doesNotFollowFoldersThatNameEachOtherForEver() throws Exception {
    CommitId plain = origin.commit("main", Map.of("a.yaml", "a"));
    CommitId bomb = origin.commitBomb("main", 12);

    assertThatThrownBy(() -> commits.files(bomb)).hasMessageContaining("1,000,000 files");
    assertThatThrownBy(() -> commits.changes(plain, bomb)).hasMessageContaining("1,000,000 files");
  }

  @Test
  void saysThatSoftwareIsGoneWithoutCallingItDamage() {
    String tree = "ab".repeat(20);

    assertThatThrownBy(() -> commits.export(tree, folder.resolve("out"), folder.resolve("tmp")))
        .isInstanceOf(GoneTreeException.class)
        .hasMessageContaining(tree);
  }

  @Test
  void resolvesRevisions() throws Exception {
    CommitId first = origin.commit("main", Map.of("a.yaml", "1"));
    CommitId second = origin.commit("main", Map.of("a.yaml", "2"));
    origin.annotatedTag("v1", first);

    assertThat(local.resolve("main")).isEqualTo(second);
    assertThat(local.resolve("main~1")).isEqualTo(first);
    assertThat(local.resolve("v1")).isEqualTo(first);
    assertThatThrownBy(() -> local.resolve("none"))
        .isInstanceOf(UnknownRevisionException.class)
        .hasMessageStartingWith("there is no commit none in this repository");
  }

  private String tree(String path, CommitId commit) throws Exception {
    return commits
        .packageVersions("p", new PackageSpec.Source(path, null), commit)
        .getFirst()
        .tree();
  }

  private String text(TreeFile file) throws Exception {
    return new String(commits.blob(file.blob(), LIMIT), StandardCharsets.UTF_8);
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
