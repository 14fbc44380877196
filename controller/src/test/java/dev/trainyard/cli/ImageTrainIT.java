package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.engine.kubernetes.KubernetesCluster;
import dev.trainyard.registry.RegistryDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole trains in images of their packages: the command line, a double of Kubernetes, and a double
/// of a registry.
class ImageTrainIT {
  private static final int KILLS = Integer.getInteger("images.kills", 2);
  private static final Pattern DIGEST = Pattern.compile("digest: (sha256:[0-9a-f]{64})");

  @TempDir private Path folder;
  private KubernetesCluster cluster;
  private RegistryDouble registry;
  private SmallYard yard;
  private final List<String> digests = new ArrayList<>();

  @BeforeEach
  void begin() throws Exception {
    cluster = KubernetesCluster.start(folder.resolve("cluster"));
    Path installation = Files.createDirectories(folder.resolve("installation/bin"));
    Path launcher = installation.resolve("trainyard");
    Files.writeString(
        launcher, "#!/bin/sh\nexec '" + String.join("' '", Launcher.words()) + "' \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    cluster.image(
        "lab/trainyard:1",
        List.of("sh", "-c", "cp -r " + installation.getParent() + "/. \"$3\"", "trainyard"));
    registry = RegistryDouble.start();
    push("first");
    yard = SmallYard.in(folder);
    yard.commit(
        Map.of(
            "packages/tools.yaml",
            software("tools"),
            "packages/maps.yaml",
            software("maps"),
            "analyses/first/wagons/map.yaml",
            SmallYard.wagon("map", "merge: {sum: {keys: [letter]}}")
                .replace("package: {name: tools}", "package: {name: maps}")));
    onKubernetes();
    cluster.claim("yard", folder);
  }

  private void onKubernetes() throws IOException {
    String text = Files.readString(yard.settings());
    String local = "engine: {local: {slots: 2, memory: 1Gi}}";
    assertThat(text).contains(local);
    Files.writeString(
        yard.settings(),
        text.replace(
            local,
            """
            engine:
                kubernetes: {image: '%s', runtimeImage: 'lab/trainyard:1', kubeconfig: '%s',
                  volumes: [{claim: yard, path: '%s'}], poll: 500ms}
              images: {allow: ['%s/lab/*'], plainHttp: ['%s'], refresh: 1s}\
            """
                .formatted(
                    KubernetesCluster.IMAGE,
                    cluster.kubeconfig(),
                    folder,
                    registry.host(),
                    registry.host())));
  }

  private String software(String name) {
    return """
    apiVersion: trainyard.dev/v1
    kind: Package
    metadata: {name: %s}
    spec: {source: {folder: software}, image: '%s/lab/all:1'}
    """
        .formatted(name, registry.host());
  }

  /// Moves the tag; nodes have what it stands for.
  private String push(String content) {
    String digest = registry.push("lab/all:1", content);
    cluster.image(registry.host() + "/lab/all@" + digest, List.of("true"));
    digests.add(digest);
    return digest;
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
    registry.close();
    cluster.close();
  }

  @Test
  void runsTwoPackagesInOneImageAndSeesAMovedTagWithTheNextTrain() throws Exception {
    String both = "wagons: {named: [first/letters, first/map]}";
    String one = SmallYard.train("one", "").replace("wagons: {named: [first/letters]}", both);
    yard.commit("trains/one.yaml", one);
    run();
    List<String> ofOne = cluster.images();
    String next = push("second");
    yard.commit("trains/two.yaml", one.replace("name: one", "name: two"));
    run();

    String pinned = registry.host() + "/lab/all@" + digests.getFirst();
    assertThat(ofOne).as("tests, train and merge").hasSizeGreaterThanOrEqualTo(4);
    assertThat(ofOne).containsOnly(pinned);
    assertThat(digestsOf("one")).containsExactly(digests.getFirst(), digests.getFirst());
    assertThat(digestsOf("two")).containsExactly(next, next);
    assertThat(yard.status("trains/one.md").orElseThrow()).contains("Runs in image `" + pinned);
    assertThat(said("show", "one")).contains(pinned);
  }

  @Test
  void waitsForARegistryThatIsAwayAndSaysSo() throws Exception {
    int port = registry.port();
    registry.close();
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));
    Process controller = controller();
    await()
        .atMost(SmallYard.PATIENCE)
        .until(() -> yard.status("trains/all.yaml").orElse("").contains("does not answer"));

    String waiting = yard.status("trains/all.yaml").orElseThrow();
    registry = RegistryDouble.startAt(port);
    push("first");

    assertThat(waiting).contains("is: Pending", "ResolvingImage", "lab/all:1 of package tools");
    assertEnds(controller);
    assertThat(digestsOf("all")).containsExactly(digests.getFirst());
  }

  @Test
  void doesNotMindARegistryThatGoesWhenATrainHasLeft() throws Exception {
    yard.shutGate();
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));
    Process controller = controller();
    await()
        .atMost(SmallYard.PATIENCE)
        .until(() -> yard.status("trains/all.yaml").orElse("").contains("is: Running"));

    registry.close();
    yard.openGate();

    assertEnds(controller);
    assertThat(cluster.images()).containsOnly(registry.host() + "/lab/all@" + digests.getFirst());
  }

  @Test
  void isStartedInOneImageHoweverOftenTheControllerIsKilledAndTheTagIsMoved() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    yard.commit(
        "trains/all.yaml", SmallYard.train("all", "retry: {infrastructure: 9, backoff: 1s}"));
    for (int i = 0; i < KILLS; i++) {
      Process victim = controller();
      victim.waitFor(1500 + random.nextInt(4000), TimeUnit.MILLISECONDS);
      victim.destroyForcibly().waitFor();
      push("moved " + i);
    }

    run();

    assertThat(digestsOf("all")).as("seed %d", seed).hasSize(1).isSubsetOf(digests);
    assertThat(yard.order("all").resolve("attempts")).as("no job ran again").doesNotExist();
    assertThat(Files.readString(yard.order("all").resolve("order.json")))
        .contains(digestsOf("all").getFirst());
  }

  @Test
  void runsTheSameYardWithoutContainersAndSaysThatTheImageIsNotUsed() throws Exception {
    yard.settings(yard.origin().folder().toString());
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));

    run();

    assertThat(digestsOf("all")).isEmpty();
    assertThat(yard.status("trains/all.yaml").orElseThrow())
        .contains("NoContainers", "reference: " + registry.host() + "/lab/all:1");
    assertThat(registry.asked()).isEmpty();
  }

  /// The digests that a train's status tells of.
  private List<String> digestsOf(String train) throws Exception {
    Matcher found = DIGEST.matcher(yard.status("trains/" + train + ".yaml").orElseThrow());
    List<String> all = new ArrayList<>();
    while (found.find()) {
      all.add(found.group(1));
    }
    return all;
  }

  private void run() throws Exception {
    assertEnds(controller());
  }

  private void assertEnds(Process controller) throws Exception {
    assertThat(controller.waitFor(180, TimeUnit.SECONDS)).as("ends").isTrue();
    assertThat(controller.exitValue()).as(() -> read(folder.resolve("log"))).isZero();
  }

  private Process controller() throws IOException {
    return start("log", "run", "--settings", yard.settings().toString(), "--until-quiet");
  }

  /// What a command says in a clone.
  private String said(String... words) throws Exception {
    Path clone = folder.resolve("clone");
    if (!Files.exists(clone)) {
      new ProcessBuilder("git", "clone", "-q", yard.origin().folder().toString(), clone.toString())
          .start()
          .waitFor();
    }
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--yard", clone.toString()));
    assertThat(start("said", all.toArray(String[]::new)).waitFor()).isZero();
    return read(folder.resolve("said"));
  }

  private Process start(String output, String... words) throws IOException {
    List<String> command = new ArrayList<>(Launcher.words());
    command.addAll(List.of(words));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(output).toFile()))
        .start();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
