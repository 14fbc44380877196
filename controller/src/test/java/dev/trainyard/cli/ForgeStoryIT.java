package dev.trainyard.cli;

import static dev.trainyard.cli.SmallYard.awaitThat;
import static dev.trainyard.cli.SmallYard.train;
import static dev.trainyard.cli.YardOnForge.LETTERS;
import static dev.trainyard.cli.YardOnForge.PREVIEW;
import static dev.trainyard.cli.YardOnForge.TEST;
import static dev.trainyard.cli.YardOnForge.VALIDATE;
import static dev.trainyard.cli.YardOnForge.enabled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pull request from a stranger's fork to the train that its merge starts, as people see it on
/// each forge.
class ForgeStoryIT {
  @TempDir private Path folder;

  @Test
  void onGitHub() throws Exception {
    try (YardOnForge small = YardOnForge.gitHub(folder)) {
      tell(small);
    }
  }

  @Test
  void onGitLab() throws Exception {
    try (YardOnForge small = YardOnForge.gitLab(folder)) {
      tell(small);
    }
  }

  private static void tell(YardOnForge small) throws Exception {
    try (RunningController _ = small.start()) {
      String pull = strangerIsHeldBack(small);
      maintainerApprovesThisCommit(small, pull);
      mergeStartsTheTrain(small, pull);
    }
    assertThat(small.forge().origin().files(SmallYard.STATUS).values())
        .noneMatch(it -> it.contains("t0ken"));
    assertThat(small.forge().violations()).isEmpty();
  }

  private static String strangerIsHeldBack(YardOnForge small) throws IOException {
    small.forge().fork("eve");
    CommitId head =
        small
            .forge()
            .push(
                "eve",
                "faster",
                Map.of(LETTERS, enabled("300Mi"), "trains/t.yaml", train("t", "")));
    String pull = small.forge().open("eve", "eve", "faster", "Count @carol faster");
    small.awaitCheck(head, TEST, "pending");
    small.awaitCheck(head, VALIDATE, "success");
    small.awaitCheck(head, PREVIEW, "success");
    small.awaitComment(pull, "/ok-to-test " + head);

    small.forge().comment(pull, "eve", "/ok-to-test " + head);

    small.awaitComment(pull, "eve may not say /ok-to-test");
    assertThat(small.yard().testOrders()).isEmpty();
    return pull;
  }

  private static void maintainerApprovesThisCommit(YardOnForge small, String pull)
      throws IOException {
    CommitId head = small.forge().head(pull);
    small.forge().comment(pull, "carol", "I have read it.\n\n/ok-to-test " + head);

    small.awaitCheck(head, TEST, "success");
    small.awaitComment(pull, "carries first/letters (named, Passed)");
    assertThat(small.comment(pull)).contains("train t starts");
    assertThat(small.comments(pull)).as("one comment, edited in place").hasSize(1);
  }

  private static void mergeStartsTheTrain(YardOnForge small, String pull) throws IOException {
    small.forge().merge(pull);

    small.yard().awaitPhase("t", "Succeeded");
    awaitThat("it is closed", () -> small.yard().status("pulls/" + pull + ".yaml").isEmpty());
    small.yard().awaitStatus("wagons/first/letters.yaml", "is: Passed");
    assertThat(small.yard().testOrders()).as("nothing was tested twice").hasSize(1);
  }
}
