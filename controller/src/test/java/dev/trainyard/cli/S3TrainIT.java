package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.Remote.Entry;
import dev.trainyard.remote.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole trains by the command line, whose controller and jobs share a bucket and nothing else.
class S3TrainIT {
  private static final int KILLS = Integer.getInteger("s3.kills", 3);

  @TempDir private static Path place;
  private static S3Server server;

  @TempDir private Path folder;
  private SmallYard yard;
  private YardOnS3 onS3;
  private Remote bucket;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.in(place);
  }

  @AfterAll
  static void endServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    onS3 = new YardOnS3(yard, folder, server);
    bucket = onS3.bucket();
    onS3.moveInputs();
    settings("credentials: credentials");
  }

  private void settings(String credentials) throws IOException {
    yard.settings(yard.origin().folder().toString());
    onS3.settings(credentials);
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void givesATrainWhatAnotherHasMade() throws Exception {
    yard.commit(ArtefactTrainIT.files());

    assertThat(run(controller())).as(this::log).isZero();

    assertThat(yard.status("trains/use.yaml")).get().asString().contains("is: Succeeded");
    try (UsersClone _ = UsersClone.of(yard, folder.resolve("clone"))) {
      assertThat(say("outputs", "get", "use", folder.resolve("got").toString()).code()).isZero();
      assertThat(folder.resolve("got/all/first/apply/used.csv")).hasContent(ArtefactTrainIT.TWICE);
      assertThat(say("reproduce", "use", "--into", folder.resolve("again").toString()).code())
          .isZero();
    }
  }

  @Test
  void runsATrainAndGivesItsOutputs() throws Exception {
    yard.commit(
        "analyses/first/wagons/letters.yaml",
        SmallYard.wagon("letters", "merge: {sum: {keys: [letter]}}\n      derived: true"));
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));

    assertThat(run(controller())).as(this::log).isZero();

    assertThat(yard.status("trains/all.yaml")).get().asString().contains("is: Succeeded");
    assertThat(yard.store()).doesNotExist();
    assertThat(folder.resolve("work/store/orders")).doesNotExist();
    assertThat(bucket.list("results/uploads", "", "").files()).isEmpty();
    try (UsersClone _ = UsersClone.of(yard, folder.resolve("clone"))) {
      assertThat(say("outputs", "get", "all", folder.resolve("got").toString()).code()).isZero();
      assertThat(folder.resolve("got/all/first/letters/letters.csv"))
          .hasContent(SmallYard.onePass());
      assertThat(say("outputs", "verify", "all").code()).isZero();
      assertThat(say("outputs", "list", "all").out()).contains("letters.csv");
      assertThat(say("logs", "all", "--list").out()).contains("s3://yard/results/orders/train.all");
      assertThat(say("why", "all").code()).isZero();
      Said again = say("reproduce", "all", "--job", "0", "--into", folder + "/again");
      assertThat(again.code()).as(again.toString()).isZero();
    }
    readsWhatATrainHasMade();
  }

  private void readsWhatATrainHasMade() throws Exception {
    yard.commit(
        "datasets/counts.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Dataset
        metadata: {name: counts}
        spec:
          type: derived
          derivedFrom: {train: all, wagon: first/letters, output: letters.csv}
          scopes: {test: 1}
        """);
    yard.commit(
        "analyses/first/wagons/copy.yaml",
        SmallYard.wagon("copy", "merge: {concatenate: {headerLines: 1}}"));
    yard.commit(
        "trains/again.yaml",
        SmallYard.train("again", "")
            .replace("dataset: words", "dataset: counts")
            .replace("first/letters", "first/copy"));

    assertThat(run(controller())).as(this::log).isZero();

    assertThat(yard.status("trains/again.yaml")).get().asString().contains("is: Succeeded");
  }

  @Test
  void keepsCredentialsFromWagonsAndCommandLines() throws Exception {
    settings("region: eu-x-1");
    String count = yard.file("software/count") + "\necho variables:; env\n";
    yard.commit("software/count", count);
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));
    ProcessBuilder controller = builder();
    controller.environment().putAll(YardOnS3.KEYS);

    assertThat(run(controller.start())).as(this::log).isZero();

    assertThat(yard.status("trains/all.yaml")).get().asString().contains("is: Succeeded");
    List<String> texts = new ArrayList<>();
    for (Entry entry : bucket.listAll("results")) {
      if (!entry.name().contains("/packages/")) {
        texts.add(entry.name() + "\n" + new String(bucket.read(entry.name()), UTF_8));
      }
    }
    assertThat(texts).anyMatch(text -> text.contains("variables:"));
    assertThat(texts).noneMatch(text -> text.contains("AWS_") || text.contains(S3Server.SECRET));
    try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), UTF_8))
            .as(file.toString())
            .doesNotContain(S3Server.SECRET);
      }
    }
  }

  @Test
  void losesNothingWhenAnythingIsKilled() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    yard.commit(
        "trains/all.yaml", SmallYard.train("all", "retry: {infrastructure: 9, backoff: 1s}"));
    for (int i = 0; i < KILLS; i++) {
      Process victim = builder().start();
      victim.waitFor(2000 + random.nextInt(3000), TimeUnit.MILLISECONDS);
      for (long task : TaskProcesses.in(folder)) {
        ProcessHandle.of(task).ifPresent(ProcessHandle::destroyForcibly);
      }
      if (random.nextBoolean()) {
        victim.destroyForcibly().waitFor();
      } else {
        victim.destroy();
        victim.waitFor(30, TimeUnit.SECONDS);
      }
    }

    assertThat(run(controller())).as("seed " + seed + log()).isZero();

    assertThat(yard.status("trains/all.yaml")).get().asString().contains("is: Succeeded");
    try (UsersClone _ = UsersClone.of(yard, folder.resolve("clone"))) {
      assertThat(say("outputs", "get", "all", folder.resolve("got").toString()).code()).isZero();
    }
    assertThat(folder.resolve("got/all/first/letters/letters.csv")).hasContent(SmallYard.onePass());
  }

  private Said say(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--yard", folder.resolve("clone").toString()));
    all.addAll(List.of("--settings", yard.settings().toString()));
    return Terminal.say(all.toArray(String[]::new));
  }

  private ProcessBuilder builder() {
    List<String> command = new ArrayList<>(Launcher.words());
    command.addAll(List.of("run", "--settings", yard.settings().toString(), "--until-quiet"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
  }

  private Process controller() throws IOException {
    return builder().start();
  }

  private static int run(Process controller) throws InterruptedException {
    assertThat(controller.waitFor(180, TimeUnit.SECONDS)).as("ends").isTrue();
    return controller.exitValue();
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
