package dev.trainyard.cli;

import static dev.trainyard.cli.SmallYard.awaitThat;
import static dev.trainyard.cli.SmallYard.train;
import static dev.trainyard.cli.SmallYard.wagon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.forge.LocalForge;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pull request from a stranger's fork to the train that its merge starts, as people see it on a
/// forge.
class ForgeStoryIT {
  private static final String LETTERS = "analyses/first/wagons/letters.yaml";
  private static final List<String> CHECKS =
      List.of("trainyard/preview", "trainyard/test", "trainyard/validate");

  @TempDir private Path folder;

  @Test
  void onGitHub() throws Exception {
    try (LocalForge forge = LocalForge.gitHub(folder.resolve("forge"))) {
      tell(forge, "github");
    }
  }

  @Test
  void onGitLab() throws Exception {
    try (LocalForge forge = LocalForge.gitLab(folder.resolve("forge"))) {
      tell(forge, "gitlab");
    }
  }

  private void tell(LocalForge forge, String kind) throws Exception {
    try (SmallYard yard = SmallYard.in(folder)) {
      prepare(yard, forge, kind);
      try (RunningController _ = RunningController.start(yard.settings())) {
        String pull = strangerIsHeldBack(yard, forge);
        maintainerApprovesThisCommit(forge, pull);
        anotherCommitNeedsAnotherApproval(forge, pull);
        saysWhenTheTokenHasExpired(forge);
        mergeStartsTheTrain(forge, pull);
      }
      assertThat(forge.origin().files(SmallYard.STATUS).values())
          .noneMatch(it -> it.contains("t0ken") || it.contains("renewed"));
      assertThat(forge.violations()).isEmpty();
    }
  }

  private void prepare(SmallYard yard, LocalForge forge, String kind) throws IOException {
    forge.account("trainyard", "t0ken");
    Files.writeString(folder.resolve("token"), "t0ken\n");
    Map<String, String> files = new HashMap<>(yard.origin().files(SmallYard.MAIN));
    files.put(
        "yard.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Yard
        metadata: {name: small}
        spec: {pulls: {maintainers: [mia]}}
        """);
    forge.push("lab", "main", files);
    yard.settings(forge.gitUrl());
    String settings = Files.readString(yard.settings()).replaceFirst("heads: .*", "heads: []");
    Files.writeString(
        yard.settings(),
        settings
            + "  forge: {kind: %s, url: '%s', repository: lab/yard, token: {file: token}}%n"
                .formatted(kind, forge.api()));
  }

  private static String strangerIsHeldBack(SmallYard yard, LocalForge forge) throws IOException {
    forge.fork("eve");
    CommitId head = forge.push("eve", "faster", change("300Mi"));
    String pull = forge.open("eve", "eve", "faster", "Count faster");
    awaitComment(forge, pull, "/ok-to-test " + head);
    awaitThat("checks are there", () -> forge.checks(head).keySet().containsAll(CHECKS));

    forge.comment(pull, "eve", "/ok-to-test " + head);

    awaitComment(forge, pull, "may not say /ok-to-test");
    assertThat(forge.checks(head)).containsEntry("trainyard/test", "pending");
    assertThat(forge.checks(head)).containsEntry("trainyard/validate", "success");
    assertThat(yard.store().resolve("orders"))
        .satisfiesAnyOf(
            it -> assertThat(it).doesNotExist(), it -> assertThat(it).isEmptyDirectory());
    return pull;
  }

  private static void maintainerApprovesThisCommit(LocalForge forge, String pull)
      throws IOException {
    CommitId head = forge.head(pull);
    forge.comment(pull, "mia", "I have read it.\n\n/ok-to-test " + head);

    awaitThat("tested", () -> "success".equals(forge.checks(head).get("trainyard/test")));
    awaitComment(forge, pull, "train t starts");
    assertThat(forge.checks(head)).containsEntry("trainyard/preview", "success");
    assertThat(forge.comments(pull)).filteredOn(it -> it.getKey().equals("trainyard")).hasSize(1);
  }

  private static void anotherCommitNeedsAnotherApproval(LocalForge forge, String pull)
      throws IOException {
    CommitId head = forge.forcePush("eve", "faster", change("301Mi"));

    awaitComment(forge, pull, "/ok-to-test " + head);
    awaitThat("waits", () -> "pending".equals(forge.checks(head).get("trainyard/test")));
    forge.comment(pull, "mia", "/ok-to-test " + head);
    awaitThat("tested", () -> "success".equals(forge.checks(head).get("trainyard/test")));
    assertThat(forge.comments(pull)).filteredOn(it -> it.getKey().equals("trainyard")).hasSize(1);
  }

  private void saysWhenTheTokenHasExpired(LocalForge forge) throws IOException {
    forge.expire("t0ken");
    awaitThat(
        "it says so", () -> status(forge, "controller.yaml").contains("does not accept the token"));

    forge.account("trainyard", "renewed");
    Files.writeString(folder.resolve("token"), "renewed\n");
    awaitThat("it is used", () -> status(forge, "controller.yaml").contains("ForgeAnswers"));
  }

  private static void mergeStartsTheTrain(LocalForge forge, String pull) throws IOException {
    forge.merge(pull);

    awaitThat("the train ran", () -> status(forge, "trains/t.yaml").contains("is: Succeeded"));
    awaitThat("it is over", () -> status(forge, "pulls/" + pull + ".yaml").isEmpty());
  }

  private static Map<String, String> change(String memory) {
    String changed =
        wagon("letters", "merge: {sum: {keys: [letter]}}").replace("200Mi", memory)
            + "  enabledOn: [{dataset: words, mode: always}]\n";
    return Map.of(LETTERS, changed, "trains/t.yaml", train("t", ""));
  }

  private static void awaitComment(LocalForge forge, String pull, String text) {
    awaitThat(
        "the comment says " + text,
        () ->
            forge.comments(pull).stream()
                .anyMatch(it -> it.getKey().equals("trainyard") && it.getValue().contains(text)));
  }

  private static String status(LocalForge forge, String path) throws IOException {
    return forge.origin().files(SmallYard.STATUS).getOrDefault(path, "");
  }
}
