package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks with and without a memory of earlier ones, held against [SnapshotReader].
class YardCheckTest {
  private static final Path GOLDEN = Path.of("src/test/golden/problems/yards");
  private static final Path EXAMPLE = Path.of("../example-config-repo/analysis");

  @TempDir private Path folder = Path.of("");
  private Path cache = Path.of("");
  private Path yard = Path.of("");

  @BeforeEach
  void copyExample() throws IOException {
    cache = folder.resolve("cache/verdicts");
    yard = folder.resolve("yard");
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : files.toList()) {
        Path copy = yard.resolve(EXAMPLE.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  static Stream<Path> yards() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return Stream.concat(folders.sorted().toList().stream(), Stream.of(EXAMPLE));
    }
  }

  @ParameterizedTest
  @MethodSource("yards")
  void findsWhatTheSnapshotReaderFindsFirstAndAgain(Path top) throws IOException {
    WorkingCopy copy = WorkingCopy.at(top);
    SnapshotReader reader = new SnapshotReader(new Json());
    var problems = reader.read(copy.source()).problems();
    var expected = new YardCheck.Result(reader.yardFiles(), problems);

    assertThat(YardCheck.withoutCache().check(copy.source())).isEqualTo(expected);
    assertThat(check(top, "one")).isEqualTo(expected);
    assertThat(check(top, "one")).isEqualTo(expected);
  }

  @Test
  void remembersValidFiles() throws IOException {
    check(yard, "one");

    assertThat(VerdictCache.open(cache, "one").size()).isGreaterThan(20);
  }

  @Test
  void seesAChangeOfOneByteWithTheSameSizeAndTime() throws IOException {
    Path file = yard.resolve("yard.yaml");
    check(yard, "one");

    var time = Files.getLastModifiedTime(file);
    Files.writeString(file, Files.readString(file).replace("kind: Yard", "kind: Yarn"));
    Files.setLastModifiedTime(file, time);

    assertThat(check(yard, "one").problems()).isNotEmpty();
  }

  @Test
  void checksAcrossFilesWhatItRemembers() throws IOException {
    assertThat(check(yard, "one").problems()).isEmpty();

    Files.delete(yard.resolve("yard.yaml"));
    try (Stream<Path> packages = Files.list(yard.resolve("packages"))) {
      for (Path file : packages.toList()) {
        Files.delete(file);
      }
    }

    YardCheck.Result result = check(yard, "one");
    assertThat(result.problems()).extracting("rule").contains("unknown-reference");
    assertThat(result.problems()).allMatch(problem -> problem.position().line() > 0);
    assertThat(result).isEqualTo(YardCheck.withoutCache().check(WorkingCopy.at(yard).source()));
  }

  @Test
  void remembersTheOthersWhenOneChanges() throws IOException {
    check(yard, "one");
    int all = VerdictCache.open(cache, "one").size();
    Path file = yard.resolve("yard.yaml");
    byte[] before = Files.readAllBytes(file);

    Files.writeString(file, Files.readString(file).replace("kind: Yard", "kind: Yarn"));
    check(yard, "one");
    assertThat(VerdictCache.open(cache, "one").size()).isEqualTo(all - 1);

    Files.write(file, before);
    assertThat(check(yard, "one").problems()).isEmpty();
    assertThat(VerdictCache.open(cache, "one").size()).isEqualTo(all);
  }

  @Test
  void readsOneOfManyAnewRatherThanWriteAllDown() throws IOException {
    String list =
        """
        apiVersion: trainyard.dev/v1
        kind: RunList
        metadata: {name: r%d}
        spec: {runs: [{run: 1, quality: good}]}
        """;
    for (int i = 0; i < 250; i++) {
      Files.writeString(yard.resolve("runlists/r" + i + ".yaml"), list.formatted(i));
    }
    check(yard, "one");
    byte[] written = Files.readAllBytes(cache);

    Files.writeString(yard.resolve("runlists/r7.yaml"), list.formatted(7) + "# changed\n");
    assertThat(check(yard, "one").problems()).isEmpty();
    assertThat(Files.readAllBytes(cache)).isEqualTo(written);

    Files.writeString(yard.resolve("runlists/r7.yaml"), list.formatted(8));
    assertThat(check(yard, "one").problems()).extracting("rule").contains("duplicate-name");
  }

  @Test
  void believesNoOtherApplication() throws IOException {
    check(yard, "one");

    assertThat(VerdictCache.open(cache, "two").size()).isZero();
    assertThat(VerdictCache.open(cache, "on").size()).isZero();
  }

  @Test
  void passesOverDamagedCaches() throws IOException {
    check(yard, "one");
    byte[] good = Files.readAllBytes(cache);
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(cache, bad);
      assertThat(VerdictCache.open(cache, "one").size()).isZero();

      Files.write(cache, Arrays.copyOf(good, random.nextInt(good.length)));
      assertThat(VerdictCache.open(cache, "one").size()).isZero();
    }
  }

  @Test
  void doesWithoutACacheThatCannotBeWritten() throws IOException {
    Files.createDirectories(folder.resolve("cache"));
    Files.write(cache, "something else".getBytes(UTF_8));
    Files.setPosixFilePermissions(
        folder.resolve("cache"), PosixFilePermissions.fromString("r-xr-xr-x"));

    assertThat(check(yard, "one").problems()).isEmpty();
    Files.setPosixFilePermissions(
        folder.resolve("cache"), PosixFilePermissions.fromString("rwxr-xr-x"));

    cache = Path.of("/proc/self/none/cache");
    assertThat(check(yard, "one").problems()).isEmpty();
  }

  @Test
  void writesThroughNoLinkInThePlaceOfTheCache() throws IOException {
    Files.createDirectories(cache.getParent());
    Path other = Files.writeString(folder.resolve("other"), "mine");
    Files.createSymbolicLink(cache, other);

    assertThat(check(yard, "one").problems()).isEmpty();

    assertThat(other).hasContent("mine");
    assertThat(Files.isSymbolicLink(cache)).isFalse();
    assertThat(VerdictCache.open(cache, "one").size()).isGreaterThan(20);
  }

  @Test
  void survivesWritersAtTheSameTime() {
    Stream.generate(() -> yard)
        .limit(20)
        .parallel()
        .forEach(it -> assertThat(checked(it).problems()).isEmpty());

    assertThat(VerdictCache.open(cache, "one").size()).isGreaterThan(20);
    assertThat(folder.resolve("cache").toFile().list()).containsExactly("verdicts");
  }

  private YardCheck.Result checked(Path top) {
    try {
      return check(top, "one");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private YardCheck.Result check(Path top, String identity) throws IOException {
    return YardCheck.withCache(cache, identity).check(WorkingCopy.at(top).source());
  }
}
