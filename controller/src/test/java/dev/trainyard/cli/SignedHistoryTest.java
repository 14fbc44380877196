package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.TakeOver;
import dev.trainyard.controller.Controller.Verdict;
import dev.trainyard.git.SignedClone;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A yard in which only signed commits count.
class SignedHistoryTest {
  private static final String CONTROLLER = "controller.yaml";

  @TempDir private Path folder;
  private SmallYard yard;
  private SignedClone clone;
  private Path signers = Path.of("");

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    assumeTrue(SignedClone.hasTools(), "git or ssh-keygen is not installed");
    clone = SignedClone.of(yard.origin().folder(), Files.createDirectory(folder.resolve("ada")));
    signers = folder.resolve("signers");
    Files.writeString(signers, "ada@example.org " + clone.sshKey("ada", "ed25519") + "\n");
    require("require");
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  private void require(String mode) throws IOException {
    yard.settings(yard.origin().folder().toString());
    String settings = Files.readString(yard.settings());
    Files.writeString(
        yard.settings(),
        settings.replaceFirst(
            "(repository: .*)}", "$1, signatures: {mode: " + mode + ", allowedSigners: signers}}"));
  }

  @Test
  void actsOnWhatIsSigned() throws Exception {
    signed("first", "ada");

    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.ALL_WELL);

    assertThat(yard.status("trains/first.yaml").orElseThrow()).contains("is: Held");
    assertThat(yard.status(CONTROLLER).orElseThrow()).contains("reason: Signed");
  }

  @Test
  void staysAtTheLastGoodCommitUntilAllThatIsNewIsSigned() throws Exception {
    CommitId good = signed("first", "ada");
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("first", "Held");
      CommitId bad = unsigned("second");
      yard.awaitStatus(CONTROLLER, "reason: NotSigned");
      String told = said();

      assertThat(told)
          .contains(
              "commit "
                  + bad.hex()
                  + " by Ada <ada@example.org> cannot be trusted: it is not"
                  + " signed; the yard stays at "
                  + good.hex()
                  + ", the last good commit;",
              "--accept-history " + bad.hex(),
              observed(good));
      CommitId covered = signed("third", "ada");
      yard.awaitStatus(CONTROLLER, covered.hex());
      assertThat(said()).contains("1 of 2 new commits", observed(good));

      clone.git("reset", "-q", "--soft", good.hex());
      CommitId mended = signed("second", "ada");

      yard.awaitPhase("second", "Held");
      SmallYard.awaitThat("it is acted on", () -> said().contains(observed(mended)));
      yard.awaitNoStatus(CONTROLLER, "NotSigned");
    }
    assertThat(yard.status("trains/third.yaml")).isPresent();
  }

  @Test
  void mergesPullRequestsWithTheLastGoodCommitOnly() throws Exception {
    CommitId good = signed("first", "ada");
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("first", "Held");
      unsigned("second");
      yard.awaitStatus(CONTROLLER, "reason: NotSigned");

      yard.origin().set("refs/heads/pull/x", good);
      yard.origin().commit("pull/x", Map.of(path("third"), text("third")));

      yard.awaitStatus("pulls/x.md", "+ train third");
      assertThat(yard.status("pulls/x.yaml").orElseThrow().replace("\"", ""))
          .contains("base: " + good.hex());
    }
  }

  @Test
  void goesOnByItselfWhenTheKeyIsAdded() throws Exception {
    signed("first", "ada");
    String bob = clone.sshKey("bob", "ed25519");
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("first", "Held");
      signed("second", "bob");
      yard.awaitStatus(CONTROLLER, "reason: NotSigned");

      Files.writeString(signers, Files.readString(signers) + "nonsense\n");
      yard.awaitStatus(CONTROLLER, "reason: KeysUnknown");
      assertThat(yard.status(CONTROLLER).orElseThrow()).contains("signers:2: ");
      assertThat(yard.status("trains/second.yaml")).isEmpty();

      Files.writeString(signers, "bob " + bob + "\n");
      yard.awaitPhase("second", "Held");
      yard.awaitNoStatus(CONTROLLER, "KeysUnknown");
    }
  }

  @Test
  void staysWhereItWasWhenItBeginsAgain() throws Exception {
    signed("first", "ada");
    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.ALL_WELL);
    CommitId bad = unsigned("second");

    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.UNFINISHED);

    assertThat(yard.status("trains/first.yaml").orElseThrow()).contains("is: Held");
    assertThat(yard.status("trains/second.yaml")).isEmpty();
    assertThat(yard.status(CONTROLLER).orElseThrow()).contains("reason: NotSigned", bad.hex());
  }

  @Test
  void believesNoStatusThatSaysMoreWasActedOn() throws Exception {
    CommitId good = signed("first", "ada");
    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.ALL_WELL);
    CommitId bad = unsigned("second");
    String said = yard.status(CONTROLLER).orElseThrow();
    yard.origin().commit(SmallYard.STATUS, Map.of(CONTROLLER, said.replace(good.hex(), bad.hex())));

    assertThatThrownBy(() -> RunningController.untilQuiet(yard.settings()))
        .hasMessageContaining("commit " + bad.hex());
    assertThat(yard.status("trains/second.yaml")).isEmpty();
  }

  @Test
  void beginsNothingWhereTheNewestCommitIsNotSigned() throws Exception {
    CommitId bad = unsigned("first");

    assertThatThrownBy(() -> RunningController.untilQuiet(yard.settings()))
        .hasMessageContaining("it is not signed; nothing is done")
        .hasMessageContaining(bad.hex());

    Workshop.Wishes wishes =
        new Workshop.Wishes(Set.of(bad.hex()), TakeOver.REFUSED, Ending.WHEN_QUIET);
    try (RunningController controller = RunningController.start(yard.settings(), wishes)) {
      assertThat(controller.awaitEnd()).isEqualTo(Verdict.ALL_WELL);
    }
    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.ALL_WELL);
    assertThat(yard.status("trains/first.yaml").orElseThrow()).contains("is: Held");
  }

  @Test
  void goesOnWithAWarningWhereThatIsAskedFor() throws Exception {
    require("warn");
    signed("first", "ada");
    try (RunningController _ = RunningController.start(yard.settings())) {
      yard.awaitPhase("first", "Held");
      CommitId bad = unsigned("second");

      yard.awaitPhase("second", "Held");
      yard.awaitStatus(CONTROLLER, "reason: NotSigned");
      assertThat(yard.status(CONTROLLER).orElseThrow()).contains(bad.hex());
    }
    require("require");

    assertThatThrownBy(() -> RunningController.untilQuiet(yard.settings()))
        .as("what came since would seem deleted")
        .hasMessageContaining("it is not signed");
    assertThat(yard.status("trains/second.yaml").orElseThrow()).contains("is: Held");
  }

  @Test
  void beginsAfreshWhenItWasTurnedOff() throws Exception {
    signed("first", "ada");
    RunningController.untilQuiet(yard.settings());
    unsigned("second");
    yard.settings(yard.origin().folder().toString());
    RunningController.untilQuiet(yard.settings());
    require("require");
    signed("third", "ada");

    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.ALL_WELL);
  }

  @Test
  void refusesSettingsWithoutUsableKeys() throws Exception {
    Files.writeString(signers, "ada ssh-ed25519 AAAA\n");
    Said garbage = Terminal.say("run", "--settings", yard.settings().toString());
    Files.writeString(
        yard.settings(),
        Files.readString(yard.settings()).replace(", allowedSigners: signers", ""));
    Said none = Terminal.say("run", "--settings", yard.settings().toString());

    assertThat(garbage.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(garbage.err()).contains("signers:1: this is not a public key: ssh-ed25519 AAAA");
    assertThat(none.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(none.err()).contains("name a file of allowedSigners or gpgKeys");
  }

  @Test
  void usesNoVersionOfAPackageThatNobodySigned() throws Exception {
    Files.writeString(
        yard.settings(),
        Files.readString(yard.settings())
            .replace("{mode: require,", "{mode: require, packages: require,"));
    String tagged =
        yard.file("packages/tools.yaml").replace("folder: software", "folder: software, tags: v*");
    clone.git("tag", "v1"); // on a commit that nobody signed
    clone.git("push", "-q", "--tags", "origin");
    clone.signed("packages/tools.yaml", tagged, clone.ssh("ada"));
    pushed(clone.signed(path("t"), SmallYard.train("t", "scope: test"), clone.ssh("ada")));

    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.UNFINISHED);
    assertThat(said()).contains("tag v1 of package tools cannot be trusted");
    assertThat(yard.status("trains/t.yaml").orElseThrow()).contains("is: Blocked");

    clone.git(
        "-c",
        "gpg.format=ssh",
        clone.ssh("ada")[2],
        clone.ssh("ada")[3],
        "tag",
        "-s",
        "-m",
        "one",
        "v2");
    clone.git("push", "-q", "--tags", "origin");
    clone.git("push", "-q", "origin", ":refs/tags/v1");

    assertThat(RunningController.untilQuiet(yard.settings())).isEqualTo(Verdict.ALL_WELL);
    assertThat(yard.status("trains/t.yaml").orElseThrow()).contains("is: Succeeded");
  }

  private CommitId signed(String train, String key) throws IOException {
    return pushed(clone.signed(path(train), text(train), clone.ssh(key)));
  }

  private CommitId unsigned(String train) throws IOException {
    return pushed(clone.unsigned(path(train), text(train)));
  }

  private CommitId pushed(CommitId commit) throws IOException {
    clone.push();
    return commit;
  }

  /// What the controller says, on one line and without quotes.
  private String said() throws IOException {
    return yard.status(CONTROLLER).orElse("").replaceAll("\\s+", " ").replace("\"", "");
  }

  private static String observed(CommitId commit) {
    return "observedCommit: " + commit.hex();
  }

  private static String path(String train) {
    return "trains/" + train + ".yaml";
  }

  private static String text(String train) {
    return SmallYard.train(train, "suspend: true");
  }
}
