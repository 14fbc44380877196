package dev.trainyard.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.json.Json;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.spec.WagonSpec.InputMode;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.spec.WagonSpec.Success;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What it is worth that many wagons ride one train: one job with eight wagons against eight jobs
/// of one wagon, over the same files of a server; and reading one stream against files. The wagons
/// only count lines, so that what is measured is their input.
final class ManyWagons implements Bench {
  private static final int WAGONS = 8;
  private static final int FILES = 2;
  private static final int LINES = 5_000_000;
  private static final String TREE = "0123456789012345678901234567890123456789";
  private static final String TRAINS = "8 trains of one wagon";
  private static final String TRAIN = "one train of 8 wagons";
  private static final String STREAM = "the same with input: stream";
  private static final double ALMOST = 1.01;

  private final Json json = new Json();
  private final AtomicLong sent = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private @Nullable HttpServer server;

  /// How the input is compressed.
  private record Format(String name, String ending, String compress, String read) {}

  @Override
  public String name() {
    return "wagons";
  }

  @Override
  public List<Contest> contests(Lab lab) throws Exception {
    Path data = lab.fresh("data");
    for (int file = 0; file < FILES; file++) {
      write(data.resolve("events" + file + ".csv"), file);
    }
    serve(data);
    return List.of(
        contest(lab, data, new Format("plain", "", "", "cat")),
        contest(lab, data, new Format("gzip", ".gz", "gzip", "zcat")),
        contest(lab, data, new Format("zstd", ".zst", "zstd", "zstd -dcq")));
  }

  private Contest contest(Lab lab, Path data, Format format) throws Exception {
    String program = format.compress();
    Optional<String> missing =
        program.isEmpty() || Program.find(program).isPresent()
            ? Optional.empty()
            : Optional.of("apt-get install " + program);
    if (missing.isEmpty() && !program.isEmpty()) {
      Program.of(data, "sh", "-c", program + " -kq *.csv").run();
    }
    double whole = size(data, format);
    String title = "%s, %.0f MiB in %d files".formatted(format.name(), whole, FILES);
    return Contest.counting(
        title,
        3,
        List.of(
            new Subject(TRAINS, missing, () -> run(lab, format, Input.FILES, 1)),
            new Subject(TRAIN, missing, () -> run(lab, format, Input.FILES, WAGONS)),
            new Subject(
                STREAM, missing, () -> run(lab, format, new Input(InputMode.STREAM, 0), WAGONS))),
        Aim.atMost(TRAIN, Quantity.READ, whole * ALMOST),
        Aim.times(TRAIN, Quantity.CPU, 1, TRAINS),
        Aim.times(STREAM, Quantity.CPU, 1, TRAIN));
  }

  private static double size(Path data, Format format) throws IOException {
    long bytes = 0;
    for (int file = 0; file < FILES; file++) {
      Path path = data.resolve("events" + file + ".csv" + format.ending());
      bytes += Files.exists(path) ? Files.size(path) : 0;
    }
    return bytes / 1024.0 / 1024;
  }

  private static void write(Path file, int seed) throws IOException {
    Random random = new Random(seed);
    try (var out = Files.newBufferedWriter(file)) {
      for (int line = 0; line < LINES; line++) {
        out.write(line + "," + random.nextInt(100_000) / 100.0 + "," + random.nextInt(60) + "\n");
      }
    }
  }

  /// Runs all wagons, so many in a job, one job after the other.
  private Figures run(Lab lab, Format format, Input input, int wagonsPerJob) throws Exception {
    Store store = new Store(lab.fresh("store"), json);
    Files.createDirectories(store.layout().packageFolder(TREE));
    StringBuilder script = new StringBuilder("set -e\n");
    for (int first = 0; first < WAGONS; first += wagonsPerJob) {
      WorkOrder order = order(first, wagonsPerJob, format, input);
      store.pin(order);
      script.append(
          "%s job --store %s --order %s --submission bench --index 0 --cores 2\n"
              .formatted(lab.trainyard(), store.layout().root(), order.id()));
    }
    sent.set(0);
    Figures figures = Program.of(lab.folder(), "sh", "-c", script.toString()).run();
    for (int wagon = 0; wagon < WAGONS; wagon++) {
      check(store, wagon, wagonsPerJob);
    }
    return figures.and(Quantity.READ, sent.get() / 1024.0 / 1024).without(Quantity.MEMORY);
  }

  private static void check(Store store, int wagon, int wagonsPerJob) throws IOException {
    Path job = store.layout().job(id(wagon / wagonsPerJob * wagonsPerJob), 0);
    String lines = Files.readString(job.resolve("bench/w" + wagon + "/lines.txt")).strip();
    if (!lines.equals(Integer.toString(FILES * LINES))) {
      throw new IOException("wagon " + wagon + " counted " + lines + " lines");
    }
  }

  private static String id(int first) {
    return "train.bench" + first + ".r0.0123456789ab";
  }

  private WorkOrder order(int first, int wagons, Format format, Input input) {
    List<InputFile> files =
        IntStream.range(0, FILES)
            .mapToObj(i -> url() + "/events" + i + ".csv" + format.ending())
            .map(url -> new InputFile(url, 1L, null, null))
            .toList();
    List<WagonRun> runs =
        IntStream.range(first, first + wagons).mapToObj(i -> wagon(i, format, input)).toList();
    return new WorkOrder(
        id(first),
        WorkOrder.Purpose.TRAIN,
        "bench",
        new CommitId(TREE),
        "events",
        "full",
        null,
        Digest.ofParts("bench"),
        Map.of(),
        List.of(new PackageVersion("tools", "v1", new CommitId(TREE), TREE, Instant.EPOCH)),
        runs,
        List.of(new JobSplit(0, files)),
        List.of(),
        List.of(),
        new WorkOrder.Terms(
            "local",
            new TrainSpec.Retry(0, 0, 0, Duration.ofSeconds(1)),
            1,
            TrainSpec.OnWagonFailure.FAIL),
        Instant.EPOCH);
  }

  private static WagonRun wagon(int number, Format format, Input input) {
    String files =
        "while read -r f; do " + format.read() + " \"$$f\"; done < $$TRAINYARD_INPUTS | ";
    String count = "wc -l > $$TRAINYARD_OUTPUT/lines.txt";
    return new WagonRun(
        InstanceName.parse("bench/w" + number),
        List.of(),
        "tools",
        List.of("/bin/sh", "-c", input.isStream() ? count : files + count),
        Map.of(),
        input,
        Map.of(),
        List.of(
            new Output(
                "lines.txt",
                "text/plain",
                new Merge(MergeKind.NONE, List.of(), 0, List.of()),
                false)),
        new Success(List.of(0), List.of()),
        new Resources(ByteSize.parse("1Gi"), 1, Duration.ofMinutes(10)));
  }

  private void serve(Path data) throws IOException {
    HttpServer fresh =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    fresh.setExecutor(threads);
    fresh.createContext("/", exchange -> send(exchange, data));
    fresh.start();
    server = fresh;
  }

  private void send(HttpExchange exchange, Path data) throws IOException {
    Path file = data.resolve(exchange.getRequestURI().getPath().substring(1));
    try (exchange) {
      exchange.sendResponseHeaders(200, Files.size(file));
      try (OutputStream body = exchange.getResponseBody()) {
        sent.addAndGet(Files.copy(file, body));
      }
    }
  }

  private String url() {
    if (server == null) {
      throw new IllegalStateException("nothing is served");
    }
    InetSocketAddress at = server.getAddress();
    return "http://" + at.getAddress().getHostAddress() + ":" + at.getPort();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
    threads.shutdownNow();
  }
}
