package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cli.Installation.Copied;
import dev.trainyard.cli.Installation.Extent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
  private static final FileTime THEN = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));

  @TempDir private Path folder = Path.of("");
  private Path home = Path.of("");
  private Path target = Path.of("");

  @BeforeEach
  void pack() throws IOException {
    home = folder.resolve("home");
    target = folder.resolve("volume");
    for (String file :
        List.of(
            "bin/trainyard",
            "lib/identity",
            "lib/trainyard.jar",
            "lib/trainyard.aot",
            "lib/validate.aot",
            "runtime/bin/java",
            "runtime/legal/LICENSE",
            "share/example-config-repo/analysis/yard.yaml")) {
      Path path = home.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "this is " + file);
      Files.setLastModifiedTime(path, THEN);
    }
    Files.setPosixFilePermissions(
        home.resolve("bin/trainyard"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void copiesEverythingWithTimesAndModes() throws Exception {
    Copied copied = new Installation(home).copyTo(target, Extent.WHOLE);

    assertThat(copied.files()).isEqualTo(8);
    assertThat(files(target)).isEqualTo(files(home));
    assertThat(Files.getLastModifiedTime(target.resolve("lib/trainyard.jar"))).isEqualTo(THEN);
    assertThat(Files.getPosixFilePermissions(target.resolve("bin/trainyard")))
        .contains(PosixFilePermission.OTHERS_EXECUTE);
  }

  @Test
  void copiesForJobsWhatTheyNeed() throws Exception {
    new Installation(home).copyTo(target, Extent.FOR_JOBS);

    assertThat(files(target))
        .containsExactly(
            "bin/trainyard",
            "lib/identity",
            "lib/trainyard.aot",
            "lib/trainyard.jar",
            "runtime/bin/java");
  }

  @Test
  void completesWhatWasInterrupted() throws Exception {
    new Installation(home).copyTo(target, Extent.WHOLE);
    Files.delete(target.resolve("runtime/bin/java"));
    Files.writeString(target.resolve("lib/trainyard.jar"), "half");
    Files.writeString(target.resolve("lib/trainyard.aot.partial"), "half");

    new Installation(home).copyTo(target, Extent.WHOLE);

    assertThat(target.resolve("runtime/bin/java")).hasContent("this is runtime/bin/java");
    assertThat(target.resolve("lib/trainyard.jar")).hasContent("this is lib/trainyard.jar");
  }

  @Test
  void takesAFreshVolume() throws Exception {
    Files.createDirectories(target.resolve("lost+found"));

    assertThat(new Installation(home).copyTo(target, Extent.WHOLE).files()).isEqualTo(8);
  }

  @Test
  void leavesWhatIsNotItsOwn() throws Exception {
    Files.createDirectories(target.resolve("bin"));
    Files.writeString(target.resolve("bin/python"), "theirs");

    assertThatThrownBy(() -> new Installation(home).copyTo(target, Extent.WHOLE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is not empty; name a folder of its own");
    assertThat(files(target)).containsExactly("bin/python");
  }

  @Test
  void leavesAnotherBuild() throws Exception {
    new Installation(home).copyTo(target, Extent.WHOLE);
    Files.writeString(home.resolve("lib/identity"), "a newer one");

    assertThatThrownBy(() -> new Installation(home).copyTo(target, Extent.WHOLE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("another build of Trainyard");
  }

  @Test
  void copiesNothingIntoItself() {
    assertThatThrownBy(() -> new Installation(home).copyTo(home.resolve("lib/copy"), Extent.WHOLE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("in Trainyard's own folder");
  }

  @Test
  void saysWhatIsMissingWhereItIsNotPackaged() {
    Terminal.Said said = Terminal.say("install", target.toString());

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("only a packaged Trainyard can be copied");
    assertThat(target).doesNotExist();
  }

  private static List<String> files(Path top) throws IOException {
    try (Stream<Path> files = Files.walk(top)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> top.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
