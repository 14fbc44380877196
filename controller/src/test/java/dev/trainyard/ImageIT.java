package dev.trainyard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The image, built on a base that has nothing but a shell and the C library of this machine.
class ImageIT {
  private static final Path APPLICATION = Path.of(System.getProperty("trainyard.application"));
  private static final Path RECIPE = Path.of("src", "image", "Containerfile").toAbsolutePath();
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+\\.so\\S*)");
  private static final Pattern GLIBC = Pattern.compile("GLIBC_2\\.(\\d+)");

  /// What `trainyard install --help` and the recipe say.
  private static final int OLDEST_GLIBC = 17;

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void cleanUp() throws Exception {
    buildah("rmi", "--all", "--force");
  }

  @Test
  void equalSourcesGiveAnEqualImage() throws Exception {
    needsBuildah();
    buildBase();

    String first = buildImage("first");
    touchEverything();
    String second = buildImage("second");

    assertThat(first).matches("sha256:[0-9a-f]{64}").isEqualTo(second);
  }

  @Test
  void runsAsNobodyAndChangesNothingInItself() throws Exception {
    needsBuildah();
    assumeThat(Path.of("/usr/bin/bwrap")).as("apt-get install bubblewrap").exists();
    buildBase();
    Path root = unpackedImage();
    Path volume = Files.createDirectory(folder.resolve("volume"));

    assertThat(writableByAll(root.resolve("opt/trainyard"))).isEmpty();
    assertThat(inImage(root, volume, "--version").output()).startsWith("trainyard ");
    assertThat(
            inImage(root, volume, "validate", "/opt/trainyard/share/example-config-repo/analysis")
                .exitCode())
        .isZero();
    Outcome copied = inImage(root, volume, "install", "--for-jobs", "/mnt");

    assertThat(copied.exitCode()).as(copied.output()).isZero();
    assertThat(run(volume.resolve("bin/trainyard").toString(), "--version").exitCode()).isZero();
  }

  @Test
  void needsNoNewerSystemThanItSays() throws IOException {
    Set<Integer> needed = new TreeSet<>();
    try (Stream<Path> files = Files.walk(APPLICATION.resolve("runtime"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith(".so") || file.toString().contains("/bin/")) {
          needed.addAll(glibc(Files.readAllBytes(file)));
        }
      }
    }
    try (Stream<Path> jars = Files.list(APPLICATION.resolve("lib"))) {
      for (Path jar : jars.filter(it -> it.getFileName().toString().startsWith("zstd")).toList()) {
        needed.addAll(glibcOfJar(jar));
      }
    }

    assertThat(needed).isNotEmpty().allMatch(version -> version <= OLDEST_GLIBC);
  }

  private static Set<Integer> glibcOfJar(Path jar) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar);
        InputStream library = Files.newInputStream(nativeLibrary(files))) {
      return glibc(library.readAllBytes());
    }
  }

  private static Path nativeLibrary(FileSystem files) throws IOException {
    String machine = System.getProperty("os.arch");
    try (Stream<Path> all = Files.walk(files.getPath("/linux", machine))) {
      return all.filter(it -> it.toString().endsWith(".so")).findFirst().orElseThrow();
    }
  }

  private static Set<Integer> glibc(byte[] program) {
    Set<Integer> versions = new TreeSet<>();
    GLIBC
        .matcher(new String(program, ISO_8859_1))
        .results()
        .forEach(found -> versions.add(Integer.valueOf(found.group(1))));
    return versions;
  }

  private void needsBuildah() throws Exception {
    assumeThat(Stream.of("/usr/bin/buildah", "/usr/local/bin/buildah").map(Path::of))
        .as("apt-get install buildah")
        .anyMatch(Files::isExecutable);
    Outcome outcome = buildah("info");
    assumeThat(outcome.exitCode()).as("buildah cannot work here: " + outcome.output()).isZero();
  }

  private void buildBase() throws Exception {
    Path base = folder.resolve("base");
    List<String> programs = List.of("/bin/sh", APPLICATION.resolve("runtime/bin/java").toString());
    Set<String> files = new TreeSet<>(List.of("/bin/sh"));
    for (String program : programs) {
      LIBRARY.matcher(run("ldd", program).output()).results().forEach(it -> files.add(it.group(1)));
    }
    files.addAll(besides(files, "libm.so.6", "librt.so.1"));
    files.removeIf(file -> file.startsWith(APPLICATION.toString()));
    for (String file : files) {
      Path copy = base.resolve(file.substring(1));
      Files.createDirectories(copy.getParent());
      Files.copy(Path.of(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    for (String place : List.of("tmp", "proc", "dev", "mnt")) {
      Files.createDirectory(base.resolve(place));
    }
    Path recipe = Files.writeString(folder.resolve("Base"), "FROM scratch\nCOPY . /\n");
    done(buildah("build", "-f", recipe.toString(), "-t", "localhost/base", base.toString()));
  }

  /// What the virtual machine loads later lies beside the C library.
  private static List<String> besides(Set<String> files, String... names) {
    Path libc =
        files.stream().filter(it -> it.contains("libc.so")).map(Path::of).findFirst().orElseThrow();
    return Stream.of(names).map(name -> libc.resolveSibling(name).toString()).toList();
  }

  private String buildImage(String name) throws Exception {
    Path id = folder.resolve(name + ".id");
    done(build("--iidfile", id.toString()));
    return Files.readString(id);
  }

  private Path unpackedImage() throws Exception {
    Path root = folder.resolve("root");
    done(build("--output", "type=local,dest=" + root));
    return root;
  }

  private Outcome build(String option, String value) throws Exception {
    return buildah(
        "build",
        "--timestamp",
        "0",
        "--pull=never",
        "--build-arg",
        "BASE=localhost/base",
        option,
        value,
        "-f",
        RECIPE.toString(),
        APPLICATION.toString());
  }

  private static void touchEverything() throws IOException {
    try (Stream<Path> files = Files.list(APPLICATION.resolve("share"))) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
      }
    }
  }

  private static List<Path> writableByAll(Path top) throws IOException {
    try (Stream<Path> files = Files.walk(top)) {
      return files.filter(file -> mayBeWritten(file)).toList();
    }
  }

  private static boolean mayBeWritten(Path file) {
    try {
      return !Files.isSymbolicLink(file)
          && Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
              .contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome inImage(Path root, Path volume, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("bwrap", "--unshare-all", "--uid", "10001", "--gid", "10001", "--cap-drop"));
    command.addAll(List.of("ALL", "--ro-bind", root.toString(), "/", "--proc", "/proc"));
    command.addAll(
        List.of("--dev", "/dev", "--tmpfs", "/tmp", "--bind", volume.toString(), "/mnt"));
    command.addAll(List.of("--clearenv", "--setenv", "HOME", "/tmp", "--chdir", "/tmp"));
    command.add("/opt/trainyard/bin/trainyard");
    command.addAll(List.of(words));
    return run(command.toArray(String[]::new));
  }

  private Outcome buildah(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("buildah", "--storage-driver", "vfs"));
    command.addAll(List.of("--root", folder.resolve("images").toString()));
    command.addAll(List.of("--runroot", folder.resolve("running").toString()));
    command.addAll(List.of(words));
    return run(command.toArray(String[]::new));
  }

  private static void done(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
  }

  private record Outcome(int exitCode, String output) {}

  private Outcome run(String... command) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Outcome(process.waitFor(), Files.readString(output, UTF_8));
  }
}
