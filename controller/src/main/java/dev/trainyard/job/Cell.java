package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where confined programs run: a file system with the system's programs, what the operator opens
/// to them and what is theirs; nothing else of the machine, no network, no other processes. The
/// order of the parts matters: what is hidden lies over what is open, what is theirs over both.
///
/// @param tool what builds it
/// @param rule what the operator opens and hides
record Cell(Bubblewrap tool, Confinement rule) {
  /// Most processes and threads of one program.
  static final int MOST_PROCESSES = 512;

  /// How far it steps back for everything else: a flood of processes must not keep the job from
  /// ending it.
  private static final int NICENESS = 10;

  /// What programs look for in `/etc`, none of it secret.
  private static final List<String> ETC =
      List.of(
          "alternatives",
          "fonts",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "localtime",
          "mime.types",
          "nsswitch.conf",
          "os-release",
          "timezone");

  private static final Pattern CHILD = Pattern.compile("\"child-pid\": *([0-9]{1,9})");

  private static final Map<String, String> ACCOUNTS =
      Map.of(
          "passwd",
          "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/tmp:/bin/sh\n",
          "group",
          "root:x:0:\nnogroup:x:65534:\n",
          "hosts",
          "127.0.0.1 localhost confined\n");

  /// The files that surround one program.
  ///
  /// @param arguments what the tool reads
  /// @param filter what the kernel reads, if it can
  /// @param report where the tool says what became of the program
  record Walls(Path arguments, Optional<Path> filter, Path report) {
    /// The files that the tool is started with.
    List<String> files() {
      return List.of(
          arguments.toString(), filter.orElse(Path.of("/dev/null")).toString(), report.toString());
    }

    /// The first process in there, which is the tool's too; empty until there is one.
    Optional<Integer> init() {
      Matcher child = CHILD.matcher(said());
      return child.find() ? Optional.of(Integer.valueOf(child.group(1))) : Optional.empty();
    }

    /// Whether the program was started: what the tool reports last is its exit code.
    boolean held() {
      return said().contains("\"exit-code\"");
    }

    private String said() {
      try {
        return Files.readString(report);
      } catch (IOException e) {
        return "";
      }
    }
  }

  /// Writes down how a program is confined.
  Walls raise(Program program) throws IOException {
    Path hall = program.sight().hall();
    Files.createDirectories(hall);
    for (Map.Entry<String, String> file : ACCOUNTS.entrySet()) {
      Files.writeString(hall.resolve(file.getKey()), file.getValue());
    }
    Optional<Path> filter = Optional.empty();
    if (SystemCalls.filter().isPresent()) {
      filter = Optional.of(Files.write(hall.resolve("filter"), SystemCalls.filter().get()));
    }
    Path arguments = hall.resolve("arguments");
    Files.write(arguments, terminated(arguments(program)).getBytes(UTF_8));
    return new Walls(arguments, filter, hall.resolve("report"));
  }

  /// As the tool reads words: each ends with a zero byte.
  ///
  /// @throws IllegalArgumentException if a word has one of its own, and would become two
  private static String terminated(List<String> words) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      if (word.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a variable or path of the wagon holds a zero byte");
      }
      text.append(word).append('\0');
    }
    return text.toString();
  }

  private List<String> arguments(Program program) throws IOException {
    Path hall = program.sight().hall();
    List<String> words = new ArrayList<>(Bubblewrap.apart());
    openPrograms(words);
    openSettings(words, hall);
    bind(words, "--bind", Files.createDirectories(hall.resolve("tmp")), Path.of("/tmp"));
    rule.readable().forEach(folder -> bind(words, "--ro-bind-try", folder, folder));
    List<Path> covers = hide(words);
    words.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    bind(words, "--bind", Files.createDirectories(hall.resolve("shm")), Path.of("/dev/shm"));
    for (Path path : program.sight().readable()) {
      bind(words, "--ro-bind", path.toRealPath(), path);
    }
    program.sight().writable().forEach(folder -> bind(words, "--bind", folder, folder));
    // Now that all is in place; the root of the machine may write to /proc/sys even in here.
    covers.forEach(cover -> words.addAll(List.of("--remount-ro", cover.toString())));
    words.addAll(List.of("--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"));
    program.environment().forEach((name, value) -> words.addAll(List.of("--setenv", name, value)));
    words.addAll(List.of("--chdir", program.folder().toString()));
    return words;
  }

  /// Options that let programs of the system be read.
  static void openPrograms(List<String> words) throws IOException {
    for (Path folder : Confinement.programs()) {
      if (isAlias(folder)) {
        String target = Files.readSymbolicLink(folder).toString();
        words.addAll(List.of("--symlink", target, folder.toString()));
      } else if (Files.isDirectory(folder)) {
        bind(words, "--ro-bind", folder, folder);
      }
    }
  }

  /// Whether a folder is but another name of one below `/usr`.
  private static boolean isAlias(Path folder) throws IOException {
    return Files.isSymbolicLink(folder)
        && Files.isDirectory(folder)
        && folder.toRealPath().startsWith("/usr");
  }

  private static void openSettings(List<String> words, Path hall) throws IOException {
    Path etc = Path.of("/etc");
    for (String name : ETC) {
      bind(words, "--ro-bind-try", etc.resolve(name), etc.resolve(name));
    }
    try (DirectoryStream<Path> java = Files.newDirectoryStream(etc, "java*")) {
      java.forEach(folder -> bind(words, "--ro-bind-try", folder, folder));
    }
    ACCOUNTS
        .keySet()
        .forEach(name -> bind(words, "--ro-bind", hall.resolve(name), etc.resolve(name)));
  }

  /// Lays something empty over what is hidden, wherever it would be seen.
  ///
  /// @return the folders that were laid over
  private List<Path> hide(List<String> words) throws IOException {
    List<Path> covers = new ArrayList<>();
    for (Path open : rule.open()) {
      if (Files.isDirectory(open) && !isAlias(open)) {
        Path root = open.toRealPath();
        for (Path hidden : hidden()) {
          if (hidden.startsWith(root)) {
            cover(words, hidden, open.resolve(root.relativize(hidden)), covers);
          }
        }
      }
    }
    return covers;
  }

  private static void cover(List<String> words, Path hidden, Path seen, List<Path> covers) {
    if (Files.isDirectory(hidden)) {
      words.addAll(List.of("--tmpfs", seen.toString()));
      covers.add(seen);
    } else {
      bind(words, "--ro-bind", Path.of("/dev/null"), seen);
    }
  }

  /// What is hidden and there, without what lies below it.
  private List<Path> hidden() throws IOException {
    TreeSet<Path> real = new TreeSet<>();
    for (Path path : rule.hidden()) {
      if (Files.exists(path)) {
        real.add(path.toRealPath());
      }
    }
    List<Path> outermost = new ArrayList<>();
    for (Path path : real) {
      if (outermost.stream().noneMatch(path::startsWith)) {
        outermost.add(path);
      }
    }
    return outermost;
  }

  private static void bind(List<String> words, String how, Path what, Path where) {
    words.addAll(List.of(how, what.toString(), where.toString()));
  }

  /// All variables of the tool itself: those of the program might change what the tool does.
  static Map<String, String> environment(String owner) {
    return Map.of("PATH", "/usr/bin:/bin", Adoption.MARKER, owner);
  }

  /// The words that let a shell become the tool; see [Program#entry].
  List<String> door(Walls walls, List<String> program) {
    List<String> filter = walls.filter().map(_ -> List.of("--seccomp", "5")).orElse(List.of());
    return Stream.of(
            List.of("nice", "-n", Integer.toString(NICENESS)),
            List.of(tool.program().toString(), "--args", "4", "--json-status-fd", "6"),
            filter,
            List.of("--"),
            program)
        .flatMap(List::stream)
        .toList();
  }
}
