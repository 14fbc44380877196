package dev.trainyard.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Code that must cope with any input: a public class named `...Fuzz` with a method `public static
/// void fuzzerTestOneInput(byte[] input)` that throws where a property is broken.
///
/// Its seeds lie in `src/test/resources/fuzz/CLASS/`, one input a file, and words worth trying in
/// `CLASS.dict` beside that. An input that once broke a property is kept as a seed.
record FuzzTarget(Class<?> type) {
  private static final Path SOURCES = Path.of("src/test/java");
  private static final Path SEEDS = Path.of("src/test/resources/fuzz");
  private static final Path WORK = Path.of("target/fuzz");

  /// Far above what an input takes on a busy machine, far below what a person would wait.
  private static final int MOST_SECONDS_PER_INPUT = 120;

  /// All targets of this project.
  static List<FuzzTarget> all() throws IOException, ClassNotFoundException {
    List<FuzzTarget> targets = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(it -> it.toString().endsWith("Fuzz.java")).sorted().toList()) {
        String path = SOURCES.relativize(file).toString();
        String name = path.replace(".java", "").replace('/', '.');
        targets.add(new FuzzTarget(Class.forName(name)));
      }
    }
    return targets;
  }

  /// The inputs to begin with.
  List<Path> seeds() throws IOException {
    try (Stream<Path> files = Files.list(SEEDS.resolve(toString()))) {
      return files.sorted().toList();
    }
  }

  /// Runs one input in this process.
  void run(byte[] input) throws Throwable {
    try {
      type.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object) input);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /// Starts a fuzzer, guided by what the inputs reach in our code and in the YAML parser. It ends
  /// after so many seconds with exit code 0, or at the first input that breaks a property.
  Process fuzz(int seconds) throws IOException {
    Path corpus = Files.createDirectories(work().resolve("corpus"));
    Path dictionary = SEEDS.resolve(this + ".dict");
    List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:+EnableDynamicAgentLoading"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--add-modules=java.sql"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Jazzer.class.getName()));
    command.add("--target_class=" + type.getName());
    command.add("--instrumentation_includes=dev.trainyard.**:org.yaml.snakeyaml.**");
    command.add("--custom_hook_excludes=com.fasterxml.**:com.networknt.**:org.slf4j.**");
    command.add("--reproducer_path=" + work());
    command.add("-artifact_prefix=" + work() + "/");
    command.add("-max_total_time=" + seconds);
    command.add("-timeout=" + MOST_SECONDS_PER_INPUT);
    if (Files.exists(dictionary)) {
      command.add("-dict=" + dictionary);
    }
    command.addAll(List.of(corpus.toString(), SEEDS.resolve(toString()).toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  /// What the fuzzer said.
  Path log() {
    return work().resolve("log");
  }

  private Path work() {
    return WORK.resolve(toString());
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }
}
