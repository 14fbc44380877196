import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Makes the self-contained application out of the jars: `java Assemble.java BUILD APPLICATION`.
///
/// Stages: [#copyFiles], [#raiseOldClasses], [#stripSignatures], [#writeIdentity], [#linkRuntime],
/// [#trainCache].
final class Assemble {
  /// What the application and its libraries use of the JDK, and what they look up by name.
  private static final String MODULES =
      String.join(
          ",",
          "java.base",
          "java.logging", // java.net.http, JGit
          "java.management", // JVM metrics; MINA SSHD
          "java.naming", // host names in certificates
          "java.net.http", // forges
          "java.rmi", // MINA SSHD
          "java.security.jgss", // JGit's SSH
          "java.sql", // run listeners; Jackson
          "java.xml", // Jackson
          "jdk.httpserver", // web pages
          "jdk.management", // the machine's memory
          "jdk.unsupported", // sun.misc
          "jdk.zipfs");

  private final Path top = Path.of("..");
  private final Path build;
  private final Path application;

  private Assemble(Path build, Path application) {
    this.build = build;
    this.application = application;
  }

  public static void main(String[] args) throws Exception {
    Assemble assemble = new Assemble(Path.of(args[0]), Path.of(args[1]));
    assemble.copyFiles();
    assemble.raiseOldClasses();
    assemble.stripSignatures();
    assemble.writeIdentity();
    assemble.linkRuntime();
    assemble.trainCache("trainyard", "aot-training", "--enable-native-access=ALL-UNNAMED");
    // Each JVM loads all that its cache holds: the hook before each commit gets a small one.
    assemble.trainCache("validate", "aot-training-validate", assemble.asLaunched());
  }

  private void copyFiles() throws IOException {
    for (String part : List.of("bin", "lib", "share")) {
      delete(application.resolve(part));
    }
    copy(Path.of("src/main/bin"), application.resolve("bin"));
    Path jar = build.resolve("trainyard.jar");
    copy(jar, application.resolve("lib/trainyard.jar"));
    for (String library : classPath(jar)) {
      copy(
          build.resolve("libraries").resolve(library), application.resolve("lib").resolve(library));
    }
    Path example = top.resolve("example-config-repo");
    if (Files.isDirectory(example)) {
      copy(example, application.resolve("share/example-config-repo"));
    }
  }

  private static String[] classPath(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue(Name.CLASS_PATH).split(" ");
    }
  }

  private void raiseOldClasses() throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(application.resolve("lib"), "picocli-*.jar")) {
      for (Path jar : jars) {
        OldClasses.raise(jar);
      }
    }
  }

  private void stripSignatures() throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(application.resolve("lib"), "*.jar")) {
      for (Path jar : jars) {
        Signatures.strip(jar);
      }
    }
  }

  /// By this, what one build remembers is never believed by another.
  private void writeIdentity() throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (Stream<Path> jars = Files.list(application.resolve("lib"))) {
      for (Path jar : jars.filter(it -> it.toString().endsWith(".jar")).sorted().toList()) {
        digest.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(jar));
      }
    }
    digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        application.resolve("lib/identity"), HexFormat.of().formatHex(digest.digest()));
  }

  private void linkRuntime() throws IOException {
    Path runtime = application.resolve("runtime");
    Path made = application.resolveSibling("runtime.made-of");
    String ingredients = Runtime.version() + " " + MODULES;
    if (Files.exists(runtime) && Files.exists(made) && Files.readString(made).equals(ingredients)) {
      return;
    }
    delete(runtime);
    run(
        "jlink",
        "--add-modules",
        MODULES,
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--output",
        runtime.toString());
    Files.writeString(made, ingredients);
  }

  private static void run(String tool, String... args) {
    int exitCode = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, args);
    if (exitCode != 0) {
      throw new IllegalStateException(tool + " ended with exit code " + exitCode);
    }
  }

  /// Then validate remembers what it checked.
  private String asLaunched() {
    return "-Dtrainyard.launcher=" + application.resolve("bin/trainyard");
  }

  private void trainCache(String name, String commands, String... options)
      throws IOException, InterruptedException {
    Path log = build.resolve(commands + ".log");
    List<String> command = new ArrayList<>();
    command.add(application.resolve("runtime/bin/java").toString());
    command.add("-XX:AOTCacheOutput=" + application.resolve("lib/" + name + ".aot"));
    command.add("-XX:+UseSerialGC");
    command.add("-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", application.resolve("lib/trainyard.jar").toString()));
    command.add("dev.trainyard.cli.AotTraining");
    command.add(Path.of("src/build", commands).toAbsolutePath().toString());
    ProcessBuilder training = new ProcessBuilder(command).directory(top.toFile());
    training.environment().put("XDG_CACHE_HOME", build.resolve("aot-cache").toString());
    int exitCode =
        training.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    if (exitCode != 0) {
      System.err.print(Files.readString(log));
      throw new IllegalStateException("AOT training failed, see above and src/build/" + commands);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.toAbsolutePath().getParent());
        if (!Files.isDirectory(copy)) {
          Files.copy(file, copy, COPY_ATTRIBUTES);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
