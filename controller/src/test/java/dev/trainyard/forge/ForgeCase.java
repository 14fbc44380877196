package dev.trainyard.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.forge.ForgeSettings.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests against a forge of this machine that speaks its API over HTTP, whichever it is.
abstract class ForgeCase {
  static final String TOKEN = "canary-6d1c";

  @TempDir private Path folder;
  LocalForge local;
  Path tokenFile;
  Forge forge;
  Instant now = Instant.now();

  abstract ForgeSettings.Kind kind();

  abstract LocalForge start(Path folder) throws IOException;

  @BeforeEach
  void begin() throws IOException {
    local = start(folder.resolve("forge"));
    local.clock(() -> now.minusSeconds(60)); // what people did is over for a minute
    local.account("trainyard", TOKEN);
    local.push("lab", "main", Map.of("yard.yaml", "a"));
    tokenFile = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    forge = connect();
  }

  @AfterEach
  void isAsTheRealOne() {
    forge.close();
    local.close();
    assertThat(local.violations()).isEmpty();
  }

  Forge connect() throws IOException {
    return connect(Limits.defaults());
  }

  Forge connect(Limits limits) throws IOException {
    return connect(limits, Optional.empty());
  }

  Forge connect(Optional<String> account) throws IOException {
    return connect(Limits.defaults(), account);
  }

  private Forge connect(Limits limits, Optional<String> account) throws IOException {
    InstantSource clock = () -> now;
    return Forges.open(
        new ForgeSettings(
            kind(),
            local.api(),
            LocalForge.REPOSITORY,
            "main",
            account,
            () -> Files.readString(tokenFile),
            limits),
        clock);
  }

  void wait(Duration time) {
    now = now.plus(time);
  }

  String pull(String author, String branch) throws IOException {
    local.push("lab", branch, Map.of(branch + ".yaml", "b"));
    return local.open(author, "lab", branch, "Add " + branch);
  }

  PullRequest only() throws ForgeException {
    return forge.open().getFirst();
  }

  List<String> ours(String number) {
    return local.comments(number).stream()
        .filter(it -> it.getKey().equals("trainyard"))
        .map(Map.Entry::getValue)
        .toList();
  }
}
