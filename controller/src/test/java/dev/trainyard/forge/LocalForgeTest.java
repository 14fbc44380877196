package dev.trainyard.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.forge.CommitCheck.State;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The local forge is as real ones are where it matters to us.
class LocalForgeTest {
  @TempDir private Path folder;

  @Test
  void keepsHeadsAsGitHubDoes() throws IOException {
    try (LocalForge forge = LocalForge.gitHub(folder.resolve("forge"))) {
      forge.push("lab", "main", Map.of("a.yaml", "1"));
      forge.fork("ann");
      CommitId first = forge.push("ann", "mass", Map.of("b.yaml", "1"));
      String number = forge.open("ann", "ann", "mass", "Mass");
      assertThat(remote(forge)).contains(first.hex() + "\trefs/pull/1/head");

      CommitId second = forge.forcePush("ann", "mass", Map.of("b.yaml", "2"));
      forge.close(number);

      assertThat(remote(forge)).contains(second.hex() + "\trefs/pull/1/head");
      assertThat(forge.head(number)).isEqualTo(second);
    }
  }

  @Test
  void mergesAsTheGreenButtonDoes() throws IOException {
    try (LocalForge forge = LocalForge.gitLab(folder.resolve("forge"))) {
      forge.push("lab", "main", Map.of("a.yaml", "1"));
      forge.push("lab", "mass", Map.of("b.yaml", "1"));
      String number = forge.open("ann", "lab", "mass", "Mass");
      forge.push("lab", "main", Map.of("c.yaml", "1"));

      CommitId merged = forge.merge(number);

      assertThat(remote(forge))
          .contains(merged.hex() + "\trefs/heads/main", "refs/merge-requests/1/head");
      assertThat(forge.origin().files("main")).containsOnlyKeys("a.yaml", "b.yaml", "c.yaml");
    }
  }

  @Test
  void refusesAPushThatItDidNotExpect() throws IOException {
    try (LocalForge forge = LocalForge.gitHub(folder.resolve("forge"))) {
      forge.push("lab", "main", Map.of("a.yaml", "1"));
      Path clone = folder.resolve("clone");
      GitProgram.git(folder, "clone", "-q", "-b", "main", forge.gitUrl(), clone.toString());
      forge.push("lab", "main", Map.of("a.yaml", "2"));
      GitProgram.git(
          clone,
          "-c",
          "user.name=a",
          "-c",
          "user.email=a@b",
          "commit",
          "-q",
          "--allow-empty",
          "-m",
          "late");

      assertThatThrownBy(() -> GitProgram.git(clone, "push", "-q", "origin", "main"))
          .hasMessageContaining("rejected");
    }
  }

  /// If one is missing here, the description holds what nobody uses: extract it anew.
  @Test
  void isHeldToEveryOperationThatIsDescribed() throws IOException {
    try (LocalForge local = LocalForge.gitHub(folder.resolve("forge"));
        Forge forge = connect(local)) {
      local.push("lab", "main", Map.of("a.yaml", "1"));
      local.push("lab", "mass", Map.of("b.yaml", "1"));
      for (int i = 0; i < 102; i++) {
        local.open("ann", "lab", "mass", "Number " + i);
      }
      PullRequest last = forge.open().getLast();
      local.close(last.number());
      PullRequest first = forge.open().getFirst();
      forge.say(first, "one");
      forge.say(first, "two");
      try (Forge again = connect(local)) {
        again.open();
        again.say(first, "three");
      }
      forge.report(new CommitCheck(first.head(), "trainyard/test", State.SUCCESS, "fine"));

      assertThat(local.unused()).isEqualTo(Set.of());
      assertThat(local.violations()).isEmpty();
    }
  }

  @Test
  void noticesWhatGitHubDoesNotDescribe() throws IOException {
    GitHubDescription description = new GitHubDescription();
    String statuses = "/repos/lab/yard/statuses/" + "0".repeat(40);

    description.checkRequest("GET", "/repos/lab/yard/pulls", Map.of("sort", "age"), new byte[0]);
    description.checkRequest("GET", "/repos/lab/yard/pulls", Map.of("what", "1"), new byte[0]);
    description.checkRequest("GET", statuses, Map.of(), new byte[0]);
    description.checkRequest("POST", statuses, Map.of(), "{\"state\": \"great\"}".getBytes(UTF_8));
    description.checkAnswer("GET", "/user", 200, "{\"login\": 7}".getBytes(UTF_8));
    description.checkAnswer("POST", statuses, 204, "{}".getBytes(UTF_8));
    description.checkDelivery("pull_request$opened", GitHubDescription.example("status"));

    assertThat(String.join("\n", description.violations()))
        .contains("sort may be one of [created, updated, popularity, long-running]")
        .contains("has no parameter what")
        .contains("GitHub does not describe GET " + statuses)
        .contains("/state: does not have a value in the enumeration")
        .contains("/login: integer found, string expected")
        .contains("does not describe the answer POST")
        .contains("delivery pull_request$opened: : required property 'pull_request' not found");
  }

  private Forge connect(LocalForge local) throws IOException {
    local.account("trainyard", "t0ken");
    Path token = Files.writeString(folder.resolve("token"), "t0ken");
    return Forges.open(
        new ForgeSettings(
            ForgeSettings.Kind.GITHUB,
            local.api(),
            LocalForge.REPOSITORY,
            "main",
            Optional.empty(),
            () -> Files.readString(token),
            ForgeSettings.Limits.defaults()),
        InstantSource.system());
  }

  private String remote(LocalForge forge) throws IOException {
    return GitProgram.git(folder, "ls-remote", forge.gitUrl());
  }
}
