package dev.trainyard.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A yard with one wagon over many equal files, a controller that runs as users run it, and jobs
/// that cost next to nothing: what tests a train is a job as always, and every job of the train
/// copies what that made.
final class TrainYard implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final long LOOK_MILLIS = 100;
  private static final double TICKS = 100; // a second, as /proc counts CPU time
  private static final String HEADER = "apiVersion: trainyard.dev/v1\n";

  private final Path room;
  private final Path clone;
  private final Process controller;
  private final URI metrics;

  private TrainYard(Path room, Path clone, Process controller, URI metrics) {
    this.room = room;
    this.clone = clone;
    this.controller = controller;
    this.metrics = metrics;
  }

  /// The command that jobs are started with, in a room.
  static Path launcher(Path room) {
    return room.resolve("quick/bin/trainyard");
  }

  /// Makes a yard, and has a controller work on it.
  ///
  /// @param engine its settings
  /// @param heap of the controller, such as `256m`
  static TrainYard open(Lab lab, Path room, int files, String engine, String heap)
      throws Exception {
    git(room, "init", "-q", "--bare", "-b", "main", "yard.git");
    git(room, "clone", "-q", "yard.git", "clone");
    Path clone = room.resolve("clone");
    git(clone, "config", "user.name", "Some User");
    git(clone, "config", "user.email", "user@example.org");
    for (int file = 0; file < files; file++) {
      write(room, "inputs/words/w%d.txt".formatted(1_000_000 + file), "a 1\nb 2\n");
    }
    String health = "127.0.0.1:" + freePort();
    write(room, "trainyard.yaml", settings(room, engine, health));
    writeLauncher(launcher(room), lab.trainyard());
    declare(clone);
    push(clone, "A yard");
    ProcessBuilder builder =
        new ProcessBuilder(
                lab.trainyard(), "run", "--settings", room.resolve("trainyard.yaml").toString())
            .redirectErrorStream(true)
            .redirectOutput(room.resolve("controller.log").toFile());
    builder
        .environment()
        .put("TRAINYARD_JAVA_OPTS", "-Xmx" + heap + " -Dtrainyard.launcher=" + launcher(room));
    URI metrics = URI.create("http://" + health + "/metrics");
    TrainYard yard = new TrainYard(room, clone, builder.start(), metrics);
    yard.await("controller.yaml", "kind");
    return yard;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Runs a train over all files, to its end.
  Figures run() throws Exception {
    double calls = sum(figures(), "trainyard_engine_call_seconds_count");
    double cpu = cpuSeconds();
    write(
        clone,
        "trains/all.yaml",
        HEADER
            + "kind: Train\nmetadata: {name: all}\n"
            + "spec: {dataset: words, wagons: {named: [first/letters]}}\n");
    push(clone, "A train");
    await("trains/all.yaml", "is: (Submitted|Running|Merging|Succeeded)");
    Instant begun = Instant.now();
    await("trains/all.yaml", "is: Succeeded");
    Instant end = Instant.now();
    double seconds = millis(begun, end) / 1000;
    calls = sum(figures(), "trainyard_engine_call_seconds_count") - calls;
    return Figures.of(Quantity.WALL, seconds * 1000)
        .and(Quantity.CPU, (cpuSeconds() - cpu) * 1000)
        .and(Quantity.AFTER_JOBS, millis(lastChange("jobs"), end))
        .and(Quantity.AFTER_TASKS, millis(lastChange("merges"), end))
        .and(Quantity.CALLS, calls / seconds)
        .and(Quantity.MEMORY, Program.residentMebibytes(controller.pid()))
        .and(Quantity.HEAP, liveMebibytes());
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  /// When the train's last job, or merge, was committed.
  private Instant lastChange(String folder) throws IOException {
    try (Stream<Path> orders = Files.list(room.resolve("store/orders"))) {
      Path order =
          orders
              .filter(it -> it.getFileName().toString().startsWith("train.all."))
              .findFirst()
              .orElseThrow();
      return Files.getLastModifiedTime(order.resolve(folder)).toInstant();
    }
  }

  private void await(String file, String pattern) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Pattern wanted = Pattern.compile(pattern);
    while (!wanted.matcher(status(file)).find()) {
      if (System.nanoTime() > end || !controller.isAlive()) {
        throw new IOException(Program.tail(room.resolve("controller.log")));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private String status(String file) throws Exception {
    Process show =
        new ProcessBuilder("git", "show", "trainyard-status:" + file)
            .directory(room.resolve("yard.git").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(show.getInputStream().readAllBytes(), UTF_8);
  }

  private String figures() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static double sum(String figures, String name) {
    return figures
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /// What is reachable.
  private double liveMebibytes() throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Program.of(room, jcmd.toString(), Long.toString(controller.pid()), "GC.run").run();
    double bytes =
        figures()
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum();
    return bytes / (1 << 20);
  }

  /// CPU time of the controller itself.
  private double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + controller.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS;
  }

  private static String settings(Path room, String engine, String health) {
    return HEADER
        + """
        kind: Settings
        metadata: {name: whole}
        spec:
          repository: {url: "%s"}
          work: work
          store: store
          inputs: {root: inputs}
          engine: {%s}
          health: {listen: "%s"}
          poll: 2s
        """
            .formatted(room.resolve("yard.git").toAbsolutePath(), engine, health);
  }

  private static void declare(Path clone) throws IOException {
    write(
        clone, "software/count", "cp \"$(head -1 \"$TRAINYARD_INPUTS\")\" \"$TRAINYARD_OUTPUT/o\"");
    write(
        clone,
        "packages/tools.yaml",
        HEADER + "kind: Package\nmetadata: {name: tools}\nspec: {source: {folder: software}}\n");
    write(
        clone,
        "datasets/words.yaml",
        HEADER
            + """
            kind: Dataset
            metadata: {name: words}
            spec:
              type: data
              files: {pattern: "file:words/*.txt"}
              split: {files: 1}
              scopes: {test: 1}
            """);
    write(
        clone,
        "analyses/first/analysis.yaml",
        HEADER + "kind: Analysis\nmetadata: {name: first}\nspec: {owners: [me]}\n");
    write(
        clone,
        "analyses/first/wagons/letters.yaml",
        HEADER
            + """
            kind: Wagon
            metadata: {name: letters}
            spec:
              analysis: first
              package: {name: tools}
              command: [sh, "${package}/count"]
              outputs:
                - {file: o, merge: {concatenate: {}}}
              resources: {memory: 200Mi, cpu: 1, time: 5m}
            """);
  }

  /// A job of a train commits what the train's test did; everything else runs as always.
  private static void writeLauncher(Path file, String real) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        #!/bin/sh
        case $* in
          "job "*" --order train."*) ;;
          *) exec '%s' "$@" ;;
        esac
        shift
        while [ $# -gt 1 ]; do
          case $1 in
            --store) store=$2 ;;
            --order) order=$2 ;;
            --submission) submission=$2 ;;
            --index) index=$2 ;;
          esac
          shift 2
        done
        test=$store/orders/test-of-$order/jobs/0
        made=$store/tmp/$order.$index.$$
        [ -d "$store/orders/$order/jobs" ] || mkdir -p "$store/orders/$order/jobs"
        cp -r "$test" "$made"
        sed -e 's|"order" : .*|"order" : "'"$order"'",|' -e 's|"index" : .*|"index" : '"$index"',|' \\
          -e 's|"submission" : .*|"submission" : "'"$submission"'",|' \\
          -e 's|"execution" : .*|"execution" : "quick-'"$index"'",|' \\
          -e 's|w1000000.txt|w'$((1000000 + index))'.txt|' "$test/result.json" > "$made/result.json"
        exec mv -nT "$made" "$store/orders/$order/jobs/$index"
        """
            .formatted(real));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void push(Path clone, String message) throws Exception {
    git(clone, "add", ".");
    git(clone, "commit", "-qm", message);
    git(clone, "push", "-q", "origin", "HEAD:main");
  }

  private static void write(Path folder, String path, String text) throws IOException {
    Path file = folder.resolve(path);
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    Files.writeString(file, text);
  }

  private static void git(Path folder, String... words) throws Exception {
    Program.of(folder, Stream.concat(Stream.of("git"), Stream.of(words)).toList()).run();
  }

  @Override
  public void close() {
    controller.destroy();
    controller.onExit().join();
  }
}
