package dev.trainyard.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GitHubForgeTest extends ForgeContract {
  @Override
  ForgeSettings.Kind kind() {
    return ForgeSettings.Kind.GITHUB;
  }

  @Override
  LocalForge start(Path folder) throws IOException {
    return LocalForge.gitHub(folder);
  }

  @Test
  void readsTextsOfReviewsWithTheHeadThatTheyAreOf() throws IOException {
    String number = pull("ann", "mass");
    CommitId first = local.head(number);
    local.review(number, "carol", "/ok-to-test " + first.hex());
    local.comment(number, "ann", "Thanks.");
    local.review(number, "bob", "");
    CommitId second = local.push("lab", "mass", Map.of("mass.yaml", "c"));
    local.review(number, "dave", "/hold");
    local.robot("review-robot");
    local.review(number, "review-robot", "/hold");

    assertThat(forge.comments(only()))
        .extracting(Comment::author, Comment::head)
        .containsExactlyInAnyOrder(
            tuple("carol", Optional.of(first)),
            tuple("ann", Optional.empty()),
            tuple("dave", Optional.of(second)));
    assertThat(forge.comments(only())).extracting(Comment::id).doesNotHaveDuplicates();
  }

  @Test
  void doesNotHearReviewsThatWereDismissed() throws IOException {
    String number = pull("ann", "mass");
    local.review(number, "carol", "/hold");
    local.dismiss(number, "carol");

    assertThat(forge.comments(only())).isEmpty();
  }

  /// Its tokens live for an hour, and may not ask whose they are.
  @Test
  void speaksForAGitHubApp() throws IOException {
    local.robot("trainyard[bot]");
    local.account("trainyard[bot]", "ghs_first");
    Files.writeString(tokenFile, "ghs_first");
    String number = pull("ann", "mass");
    forge.close();
    forge = connect(Optional.of("trainyard[bot]"));
    forge.say(only(), "First.");

    local.expire("ghs_first");
    local.account("trainyard[bot]", "ghs_next");
    Files.writeString(tokenFile, "ghs_next");
    forge.close();
    forge = connect(Optional.of("trainyard[bot]"));
    forge.say(only(), "Second.");

    assertThat(local.comments(number))
        .singleElement()
        .satisfies(it -> assertThat(it.getKey()).isEqualTo("trainyard[bot]"))
        .satisfies(it -> assertThat(it.getValue()).endsWith("Second."));
    assertThat(forge.comments(only())).isEmpty();
  }

  @Test
  void saysHowAGitHubAppIsNamed() throws IOException {
    local.robot("trainyard[bot]");
    local.account("trainyard[bot]", TOKEN);
    pull("ann", "mass");
    PullRequest pull = only();

    assertThat(catchThrowableOfType(ForgeException.class, () -> forge.say(pull, "First.")))
        .hasMessageContaining("set spec.forge.account to the app's name with [bot] behind it")
        .satisfies(e -> assertThat(e.concernsAll()).isFalse());
  }
}
