package dev.trainyard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged application, started as a user does.
class ApplicationIT {
  private static final Path APPLICATION = Path.of(System.getProperty("trainyard.application"));
  private static final String AOT_CACHE = "lib/trainyard.aot";

  /// Makes the JVM fail when it cannot use the AOT cache, instead of going on without.
  private static final String CACHE_IS_NEEDED = "-XX:AOTMode=on";

  @TempDir private Path folder;

  @Test
  void tellsItsVersion() throws Exception {
    Outcome outcome = start(APPLICATION.resolve("bin/trainyard"), "");

    assertThat(outcome.output()).matches("trainyard \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void startsThroughSymbolicLinks() throws Exception {
    Path absolute = folder.resolve("absolute");
    Path relative = folder.resolve("relative");
    Files.createSymbolicLink(absolute, moved().resolve("bin/trainyard"));
    Files.createSymbolicLink(relative, Path.of("absolute"));

    assertThat(start(relative, "").exitCode()).isZero();
  }

  @Test
  void startsFromItsCacheWhereverItIsMovedTo() throws Exception {
    Path moved = moved();

    assertThat(start(moved.resolve("bin/trainyard"), CACHE_IS_NEEDED).exitCode()).isZero();
  }

  @Test
  void startsWithoutItsCache() throws Exception {
    Path moved = moved();
    Files.delete(moved.resolve(AOT_CACHE));

    assertThat(start(moved.resolve("bin/trainyard"), "").output()).startsWith("trainyard ");
  }

  @Test
  void startsWithACacheThatDoesNotFit() throws Exception {
    Path moved = moved();
    Files.writeString(moved.resolve(AOT_CACHE), "not a cache");

    assertThat(start(moved.resolve("bin/trainyard"), "").output()).startsWith("trainyard ");
    assertThat(start(moved.resolve("bin/trainyard"), CACHE_IS_NEEDED).exitCode()).isOne();
  }

  @Test
  void startsFromItsCacheWhereItCopiedItselfForJobs() throws Exception {
    Path target = folder.resolve("runtime");

    Outcome copied =
        start(APPLICATION.resolve("bin/trainyard"), "", "install", "--for-jobs", target + "");

    assertThat(copied.output()).startsWith("trainyard ");
    assertThat(copied.exitCode()).isZero();
    assertThat(target.resolve("share")).doesNotExist();
    assertThat(start(target.resolve("bin/trainyard"), CACHE_IS_NEEDED).exitCode()).isZero();
  }

  private record Outcome(int exitCode, String output) {}

  private Outcome start(Path command, String javaOptions, String... words) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(words(command, words))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("TRAINYARD_JAVA_OPTS", javaOptions);
    int exitCode = builder.start().waitFor();
    return new Outcome(exitCode, Files.readString(output, UTF_8));
  }

  private static List<String> words(Path command, String... words) {
    List<String> all = new ArrayList<>(List.of(command.toString()));
    all.addAll(words.length == 0 ? List.of("--version") : List.of(words));
    return all;
  }

  private Path moved() throws IOException {
    Path target = folder.resolve("an other place");
    try (Stream<Path> files = Files.walk(APPLICATION)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(APPLICATION.relativize(file)), COPY_ATTRIBUTES);
      }
    }
    return target;
  }
}
