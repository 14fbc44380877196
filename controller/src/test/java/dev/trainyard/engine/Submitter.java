package dev.trainyard.engine;

import dev.trainyard.json.Json;
import dev.trainyard.model.work.TaskArray;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A process that submits and looks, as a controller does, until it is killed.
final class Submitter {
  private Submitter() {}

  /// Starts it, and returns when it is about to submit.
  ///
  /// @param factory of its engine
  static Process start(Path folder, List<String> factory, TaskArray array) throws IOException {
    Path order = folder.resolve("submitter.json");
    Files.write(order, new Json().write(array));
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Submitter.class.getName(),
                order.toString()));
    words.addAll(factory);
    Process process =
        new ProcessBuilder(words).redirectError(new File(folder + "/submitter.log")).start();
    BufferedReader said = process.inputReader();
    if (said.readLine() == null) {
      throw new IOException(Files.readString(folder.resolve("submitter.log")));
    }
    return process;
  }

  public static void main(String[] args) throws Exception {
    TaskArray array = new Json().read(Files.readAllBytes(Path.of(args[0])), TaskArray.class);
    Engine engine = EngineFactory.open(args[1], List.of(args).subList(2, args.length));
    System.out.println("ready");
    engine.submit(array);
    long seen = 0;
    while (true) {
      seen = engine.awaitChange(seen, Duration.ofSeconds(1));
      engine.observe();
    }
  }
}
