package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A controller whose disks get full or cannot be written: small file systems, in a mount namespace
/// of the controller's own.
class DiskTroubleIT {
  private static final String CONTROLLER = "controller.yaml";
  private static final String TRAIN = "trains/all.yaml";

  @TempDir private Path folder;
  private SmallYard yard;
  private @Nullable Process controller;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    Files.createDirectories(yard.store());
    Files.createDirectories(work());
  }

  @AfterEach
  void end() throws Exception {
    if (controller != null) {
      controller.destroy();
      controller.waitFor();
    }
    yard.close();
  }

  private Path work() {
    return folder.resolve("work");
  }

  /// Starts a controller that sees a small disk in a place.
  private void startWithSmallDisk(Path place) throws Exception {
    List<String> apart = List.of("unshare", "--user", "--map-root-user", "--mount");
    List<String> probe = new ArrayList<>(apart);
    probe.addAll(List.of("mount", "-t", "tmpfs", "none", place.toString()));
    assumeTrue(
        new ProcessBuilder(probe).start().waitFor() == 0,
        "only root may mount anything on this machine");
    List<String> command = new ArrayList<>(apart);
    String mount = "mount -t tmpfs -o size=80m none \"$0\" && exec \"$@\"";
    command.addAll(List.of("sh", "-c", mount, place.toString()));
    start(command);
  }

  private void start(List<String> prefix) throws IOException {
    List<String> java = new ArrayList<>(Launcher.words());
    java.add(1, "-Dtrainyard.log=info");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(java);
    command.addAll(List.of("run", "--settings", yard.settings().toString()));
    controller =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    yard.awaitStatus(CONTROLLER, "small");
  }

  /// A folder as the controller sees it.
  private Path seen(Path place) {
    return Path.of("/proc/" + Objects.requireNonNull(controller).pid() + "/root" + place);
  }

  private static void fill(Path file) {
    assertThatIOException()
        .isThrownBy(
            () -> {
              try (OutputStream out = Files.newOutputStream(file)) {
                byte[] block = new byte[1024];
                while (true) {
                  out.write(block);
                }
              }
            })
        .withMessageContaining("No space left");
  }

  @Test
  void startsNothingWhileTheStoreIsFullAndGoesOnWhenThereIsRoom() throws Exception {
    startWithSmallDisk(yard.store());
    Path filler = seen(yard.store()).resolve("filler");
    fill(filler);

    yard.commit(TRAIN, SmallYard.train("all", ""));

    yard.awaitStatus(CONTROLLER, "less than 64.0 MiB left; make room");
    yard.awaitStatus("README.md", "less than 64.0 MiB left; make room");
    yard.awaitPhase("all", "Pending");

    Files.delete(filler);

    yard.awaitPhase("all", "Succeeded");
    yard.awaitNoStatus(CONTROLLER, "make room");
    assertThat(yard.status("wagons/first/letters.yaml")).get().asString().contains("is: Passed");
    assertThat(log().lines().filter(line -> line.contains("condition=StoreWritable")))
        .satisfiesExactly(
            told -> assertThat(told).contains("is=False", "less than 64.0 MiB left; make room"),
            told -> assertThat(told).contains("is=True"));
    assertThat(log().lines().filter(line -> line.contains("\"train all\"")))
        .as("each change of state once")
        .anySatisfy(line -> assertThat(line).containsPattern("round=\\d+ commit=[0-9a-f]{10} "))
        .filteredOn(line -> line.contains("is=Succeeded"))
        .hasSize(1);
  }

  @Test
  void triesJobsAgainThatFoundNoRoom() throws Exception {
    yard.shutGate();
    startWithSmallDisk(yard.store());
    yard.commit(TRAIN, SmallYard.train("all", ""));
    yard.awaitPhase("all", "Running");
    Path filler = seen(yard.store()).resolve("filler");
    fill(filler);
    yard.openGate();
    yard.awaitNoTasks();
    yard.commit("unread.txt", "x");
    yard.awaitStatus(CONTROLLER, "make room");

    Files.delete(filler);

    yard.awaitPhase("all", "Succeeded");
    Path order = seen(yard.store()).resolve("orders");
    assertThat(order.resolve(name(order)).resolve("merged/all/first/letters/letters.csv"))
        .hasContent(SmallYard.onePass());
  }

  private static String name(Path orders) {
    String[] names = orders.toFile().list((_, name) -> name.startsWith("train.all."));
    assertThat(names).hasSize(1);
    return names[0];
  }

  @Test
  void saysThatTheStoreCannotBeWrittenAndGoesOnWhenItCan() throws Exception {
    start(List.of("unshare", "--user"));
    Files.setPosixFilePermissions(yard.store(), PosixFilePermissions.fromString("r-xr-xr-x"));

    yard.commit(TRAIN, SmallYard.train("all", ""));

    yard.awaitStatus(CONTROLLER, "permission denied");

    Files.setPosixFilePermissions(yard.store(), PosixFilePermissions.fromString("rwxr-xr-x"));

    yard.awaitPhase("all", "Succeeded");
    yard.awaitNoStatus(CONTROLLER, "permission denied");
    assertThat(yard.merged("all")).isEqualTo(SmallYard.onePass());
  }

  @Test
  void outlivesAFullDiskOfItsOwn() throws Exception {
    startWithSmallDisk(work());
    Path filler = seen(work()).resolve("filler");
    fill(filler);

    yard.commit(TRAIN, SmallYard.train("all", ""));

    SmallYard.awaitThat("it says so", () -> log().contains("No space left"));
    assertThat(Objects.requireNonNull(controller).isAlive()).isTrue();

    Files.delete(filler);

    yard.awaitPhase("all", "Succeeded");
    assertThat(yard.merged("all")).isEqualTo(SmallYard.onePass());
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
