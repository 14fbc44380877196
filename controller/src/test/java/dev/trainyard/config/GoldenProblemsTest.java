package dev.trainyard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.config.SnapshotSource.History;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Bad files beside what we say about them: `files/NAME.yaml` is read alone, each folder of `yards`
/// is read as a yard. A file without a `.problems` file beside it must have no problem.
///
/// `-Dgolden=write` writes the `.problems` files anew, for the author to read in the diff.
class GoldenProblemsTest {
  private static final Path GOLDEN = Path.of("src/test/golden/problems");
  private static final CommitId COMMIT = new CommitId("0".repeat(40));

  private final Json json = new Json();

  static Stream<Path> files() throws IOException {
    return yamlFiles(GOLDEN.resolve("files")).stream();
  }

  static Stream<Path> yards() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN.resolve("yards"))) {
      return folders.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void tellsWhatIsWrongInOneFile(Path file) throws IOException {
    YardFile read =
        new YardFileReader(json).read("packages/" + file.getFileName(), Files.readAllBytes(file));
    List<Problem> problems = read instanceof YardFile.Invalid(List<Problem> it, _) ? it : List.of();

    assertThat(problems).isNotEmpty();
    compare(file, problems);
  }

  @ParameterizedTest
  @MethodSource("yards")
  void tellsWhatIsWrongInAYard(Path yard) throws IOException {
    Map<String, Path> byPath =
        yamlFiles(yard).stream()
            .collect(Collectors.toMap(it -> yard.relativize(it).toString(), Function.identity()));
    List<Problem> problems = read(byPath).problems();

    for (Map.Entry<String, Path> file : new TreeMap<>(byPath).entrySet()) {
      compare(
          file.getValue(),
          problems.stream().filter(it -> it.position().path().equals(file.getKey())).toList());
    }
  }

  @Test
  void noExpectationIsUnread() throws IOException {
    try (Stream<Path> all = Files.walk(GOLDEN)) {
      assertThat(all.filter(Files::isRegularFile))
          .allSatisfy(
              file ->
                  assertThat(
                          file.toString().endsWith(".yaml")
                              || Files.exists(
                                  Path.of(file.toString().replaceFirst("problems$", "yaml"))))
                      .isTrue());
    }
  }

  @Test
  void everyRuleIsShownBroken() throws IOException {
    assumeThat(System.getProperty("golden")).isNull();
    Set<String> broken = new TreeSet<>(); // the first ones by tests of commands
    Stream.of(Rule.UNREADABLE_FILE, Rule.FILE_NAME, Rule.LINK_OUTSIDE, Rule.CODE_OWNERS)
        .forEach(rule -> broken.add(rule.toString()));
    try (Stream<Path> all = Files.walk(GOLDEN)) {
      for (Path file : all.filter(it -> it.toString().endsWith(".problems")).toList()) {
        Files.readAllLines(file).forEach(line -> broken.add(line.split("[ :]", 5)[3]));
      }
    }

    assertThat(Stream.of(Rule.values()).map(Rule::toString)).isSubsetOf(broken);
  }

  private static void compare(Path file, List<Problem> problems) throws IOException {
    Path expected = Path.of(file.toString().replaceFirst("yaml$", "problems"));
    String text = problems.stream().map(GoldenProblemsTest::line).collect(Collectors.joining());
    if ("write".equals(System.getProperty("golden"))) {
      Files.deleteIfExists(expected);
      if (!problems.isEmpty()) {
        Files.writeString(expected, text);
      }
    }
    assertThat(text)
        .as(file.toString())
        .isEqualTo(Files.exists(expected) ? Files.readString(expected) : "");
  }

  private static String line(Problem problem) {
    return "%d:%d %s %s: %s; %s\n"
        .formatted(
            problem.position().line(),
            problem.position().column(),
            problem.severity(),
            problem.rule(),
            problem.message(),
            problem.remedy());
  }

  private Snapshot read(Map<String, Path> files) {
    List<FileEntry> entries =
        files.keySet().stream().map(path -> new FileEntry(path, path)).toList();
    return new SnapshotReader(json)
        .read(
            new SnapshotSource(
                COMMIT,
                entries,
                (id, _) -> bytes(Objects.requireNonNull(files.get(id))),
                History.none(),
                GoldenProblemsTest::versions));
  }

  /// Packages named `untagged...` have no version, `odd...` one of an odd tag, all others two.
  private static Map<String, List<PackageVersion>> versions(
      Map<String, Declared<PackageSpec>> packages) {
    Map<String, List<PackageVersion>> versions = new TreeMap<>();
    packages
        .keySet()
        .forEach(
            name ->
                versions.put(
                    name,
                    name.startsWith("odd")
                        ? List.of(version(name, "rel/2"))
                        : name.startsWith("untagged")
                            ? List.of()
                            : List.of(version(name, "v2.0"), version(name, "v1.0"))));
    return versions;
  }

  private static PackageVersion version(String name, String tag) {
    return new PackageVersion(name, tag, COMMIT, "0".repeat(40), Instant.EPOCH);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> yamlFiles(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
