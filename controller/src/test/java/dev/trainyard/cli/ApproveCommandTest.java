package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.git.PullObjects;
import dev.trainyard.git.PullPattern;
import dev.trainyard.git.PullRefs;
import dev.trainyard.git.RemoteLimits;
import dev.trainyard.git.RepositorySettings;
import dev.trainyard.git.SignedClone;
import dev.trainyard.git.Tips;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Approvals that any Git server can keep.
class ApproveCommandTest {
  private static final String HEAD = "refs/pull/7/head";

  @TempDir private Path folder = Path.of("");
  private SmallYard yard;
  private UsersClone clone;
  private CommitId head;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    clone = UsersClone.of(yard, folder.resolve("clone"));
    yard.origin().commit("topic", Map.of("trains/new.yaml", SmallYard.train("new", "")));
    head = yard.origin().at("topic").orElseThrow();
    yard.origin().set(HEAD, head);
    yard.origin().delete("refs/heads/topic");
  }

  @AfterEach
  void end() throws Exception {
    clone.close();
    yard.close();
  }

  @Test
  void approvesACommitThatIsFetchedByItsFullId() throws Exception {
    Said said = clone.say("approve", head.hex(), "-m", "Looked at by two.");

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out()).startsWith(head.hex() + ": approved\n");
    assertThat(tips().approved()).containsExactly(head);
    assertThat(tag())
        .contains(
            "object " + head.hex() + "\ntype commit\n",
            "tagger Ada <ada@example.org> ",
            "\n\nApprove the test of commit " + head.hex() + " on 2",
            "\n\nLooked at by two.\n");
  }

  @Test
  void approvesWhatARevisionStandsFor() throws Exception {
    CommitId main = yard.origin().at(SmallYard.MAIN).orElseThrow();

    Said said = clone.say("approve", "HEAD");
    Said again = clone.say("approve", main.hex().substring(0, 8));

    assertThat(said.out()).startsWith(main.hex() + ": approved\n");
    assertThat(tips().approved()).containsExactly(main);
    assertThat(again.code()).isEqualTo(ExitCode.NOTHING.code());
    assertThat(again.out()).startsWith(main.hex() + ": approved already\n");
  }

  @Test
  void letsTheControllerTestIt() throws Exception {
    String wagon =
        SmallYard.wagon("letters", "merge: {sum: {keys: [letter]}}")
            + "  enabledOn: [{dataset: words, mode: always}]\n";
    yard.origin().set("refs/heads/topic", yard.origin().at(SmallYard.MAIN).orElseThrow());
    CommitId tested =
        yard.origin().commit("topic", Map.of("analyses/first/wagons/letters.yaml", wagon));
    yard.origin().set(HEAD, tested);
    yard.origin().delete("refs/heads/topic");

    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitStatus("pulls/7.yaml", "reason: ApprovalAwaited");
      assertThat(clone.say("approve", tested.hex()).code()).isZero();
      yard.awaitStatus("pulls/7.yaml", "reason: Passed");
    }
  }

  @Test
  void takesAnApprovalBack() throws Exception {
    clone.say("approve", head.hex());

    Said revoked = clone.say("approve", "--revoke", head.hex());
    Said again = clone.say("approve", "--revoke", head.hex());

    assertThat(revoked.out()).isEqualTo(head.hex() + ": approval taken back\n");
    assertThat(revoked.code()).isZero();
    assertThat(tips().approved()).isEmpty();
    assertThat(again.code()).isEqualTo(ExitCode.NOTHING.code());
    assertThat(again.out()).isEqualTo(head.hex() + ": not approved\n");
  }

  @Test
  void listsWhoApprovedWhatInAnyClone() throws Exception {
    assertThat(clone.say("approve", "--list").code()).isEqualTo(ExitCode.NOTHING.code());
    clone.say("approve", head.hex());
    clone.say("approve", "HEAD");

    try (UsersClone other = UsersClone.of(yard, folder.resolve("other"))) {
      Said listed = other.say("approve", "--list");
      Said json = other.say("approve", "--list", "--output", "json");

      assertThat(listed.code()).isZero();
      assertThat(listed.out().lines()).hasSize(3);
      assertThat(listed.out()).containsPattern(head.hex() + " +Ada <ada@example.org>  20\\d\\d-");
      assertThat(json.out())
          .containsIgnoringWhitespaces(
              "\"commit\": \"" + head.hex() + "\", \"state\": \"approved\"")
          .contains("\"by\" : \"Ada <ada@example.org>\"");
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    String nowhere = "0123456789".repeat(4);

    assertThat(clone.say("approve").code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(clone.say("approve", "--list", head.hex()).code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(clone.say("approve", "topic").code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(clone.say("approve", "HEAD", "--remote", "upstream").err())
        .contains("this clone has no remote upstream");
    Said gone = clone.say("approve", nowhere);
    assertThat(gone.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(gone.err()).contains(nowhere + " is neither here nor at origin", "git fetch origin");
  }

  @Test
  void saysWhyAPushWasRefused() throws Exception {
    Path hook = yard.origin().folder().resolve("hooks/update");
    Files.createDirectories(hook.getParent());
    Files.writeString(hook, "#!/bin/sh\necho 'only branches here' >&2\nexit 1\n");
    assertThat(hook.toFile().setExecutable(true)).isTrue();

    Said said = clone.say("approve", "HEAD");

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.err())
        .contains("git could not push to origin", "may push to the repository", "only branches");
    assertThat(tips().approved()).isEmpty();
  }

  @Test
  void approvesInTheRepositoryItselfWhereThereIsNoRemote() throws Exception {
    Said said = Terminal.say("approve", head.hex(), "--yard", yard.origin().folder().toString());

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(tips().approved()).containsExactly(head);
  }

  private Tips.Pulls tips() throws Exception {
    RepositorySettings plain = yard.origin().settings(folder.resolve("mirror"));
    try (PullObjects pulls =
        PullObjects.open(
            new RepositorySettings(
                plain.remote(),
                plain.folder(),
                plain.mainBranch(),
                plain.statusBranch(),
                plain.author(),
                new PullRefs(
                    java.util.List.of(PullPattern.parse("github")), PullRefs.APPROVALS, 10)),
            folder.resolve("pulls"),
            RemoteLimits.defaults(),
            ByteSize.parse("1Gi"))) {
      return pulls.list();
    }
  }

  private String tag() throws Exception {
    SignedClone reader =
        SignedClone.of(yard.origin().folder(), Files.createDirectory(folder.resolve("reader")));
    reader.git("fetch", "-q", "origin", PullRefs.APPROVALS + head.hex());
    return reader.git("cat-file", "tag", "FETCH_HEAD");
  }
}
