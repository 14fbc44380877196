package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.xrootd.XrootdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole train by the command line, whose controller and jobs share an XRootD server and nothing
/// else.
class XrootdTrainIT {
  @AutoClose private static XrootdServer server;

  @TempDir private Path folder;
  private SmallYard yard;

  @BeforeAll
  static void startServer() throws Exception {
    server = XrootdServer.start();
  }

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    Remote remote = server.remote("");
    for (int i = 1; i <= 3; i++) {
      Path words = folder.resolve("inputs/words/w" + i + ".txt");
      remote.put(words, "inputs/words/w" + i + ".txt");
      Files.delete(words);
    }
    yard.commit(
        "datasets/words.yaml",
        yard.file("datasets/words.yaml")
            .replace("file:words", server.address("inputs/words").toString()));
    Path settings = yard.settings();
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace(
                "store: store", "store: %s\n  scratch: scratch".formatted(server.address("out")))
            .replace(
                "inputs: {root: inputs}",
                "xrootd: {commands: '%s'}\n  inputs: {hosts: ['localhost:10940']}"
                    .formatted(server.commands())));
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void runsATrainAndGivesItsOutputs() throws Exception {
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));

    Process controller =
        ControllerProcess.start(yard.settings(), folder.resolve("log"), "--until-quiet");

    assertThat(controller.waitFor(240, TimeUnit.SECONDS)).as("ends").isTrue();
    assertThat(controller.exitValue()).as(this::log).isZero();
    assertThat(yard.store()).doesNotExist();
    try (UsersClone _ = UsersClone.of(yard, folder.resolve("clone"))) {
      Path got = folder.resolve("got");
      for (List<String> words :
          List.of(
              List.of("outputs", "get", "all", got.toString()),
              List.of("outputs", "verify", "all"),
              List.of("logs", "all", "--list"))) {
        assertThat(say(words).code()).as(words.toString()).isZero();
      }
      assertThat(got.resolve("all/first/letters/letters.csv")).hasContent(SmallYard.onePass());
    }
  }

  private Terminal.Said say(List<String> words) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--yard", folder.resolve("clone").toString()));
    all.addAll(List.of("--settings", yard.settings().toString()));
    return Terminal.say(all.toArray(String[]::new));
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
