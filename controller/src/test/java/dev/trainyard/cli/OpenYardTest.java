package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// What every command that looks at a yard can be told of where and when.
class OpenYardTest {
  private static final String TRAIN = "trains/all.yaml";

  @TempDir private Path folder = Path.of("");
  private SmallYard yard;
  private Path clone = Path.of("");

  @BeforeEach
  void cloneYard() throws Exception {
    yard = SmallYard.in(folder);
    clone = folder.resolve("clone");
    Git.cloneRepository()
        .setURI(yard.origin().folder().toString())
        .setBranch(SmallYard.MAIN)
        .setDirectory(clone.toFile())
        .call()
        .close();
  }

  @AfterEach
  void close() throws IOException {
    yard.close();
  }

  @Test
  void looksAtTheFilesAsTheyLieHere() throws Exception {
    writeTrain();

    Said said = plan();

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("train all");
  }

  @Test
  void looksAtACommitWhereOneIsNamed() throws Exception {
    writeTrain();

    Said said = plan("--at", "origin/main");

    assertThat(said.code()).isZero();
    assertThat(said.out()).doesNotContain("train all");
  }

  @Test
  void takesWhatBecameOfItFromTheBranchOfTheRemote() throws Exception {
    yard.commit(TRAIN, SmallYard.train("all", ""));
    String status = "kind: nonsense\n";
    yard.origin().commit(SmallYard.STATUS, Map.of("trains/other.yaml", status));
    fetch();

    try (OpenYard open = open()) {
      assertThat(open.status().orElseThrow().read("trains/other.yaml")).contains(status);
    }
  }

  @Test
  void takesThePlaceOfTheRemoteUnderAnyName() throws Exception {
    yard.origin().commit(SmallYard.STATUS, Map.of("trains/x.yaml", "hello"));
    try (Git git = Git.open(clone.toFile())) {
      var config = git.getRepository().getConfig();
      config.setString("remote", "lab", "url", yard.origin().folder().toString());
      config.setString("remote", "lab", "fetch", "+refs/heads/*:refs/remotes/lab/*");
      config.unsetSection("remote", "origin");
      config.setString("branch", "main", "remote", "lab");
      config.save();
      git.fetch().setRemote("lab").call();
    }

    try (OpenYard open = open()) {
      assertThat(open.status().orElseThrow().read("trains/x.yaml")).contains("hello");
    }
  }

  @Test
  void looksForFilesOfDatasetsWithTheSettings() throws Exception {
    writeTrain();

    Said said = plan("--settings", yard.settings().toString());

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("submit").doesNotContain("--settings");
  }

  @Test
  void saysWhereItLookedForAYard() {
    Said said = Terminal.say("plan", "--yard", folder.toString());

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains(folder.toString(), "--yard");
  }

  @Test
  void saysWhatIsWrongWithAFolderOrAFile() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(Terminal.say("init", file.toString()).err()).contains(file + ": it is ");
    assertThat(plan("--settings", folder.toString()).err())
        .contains("the settings file " + folder + " cannot be read");
    assertThat(plan("--settings", "").code()).isZero();
  }

  @Test
  void saysHowToNameSettingsThatAreNotThere() {
    Said missing = plan("--settings", folder.resolve("no.yaml").toString());
    Said unnamed = Terminal.say("run", "--settings", "");

    assertThat(missing.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(missing.err()).contains("there is no settings file", "TRAINYARD_SETTINGS");
    assertThat(unnamed.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(unnamed.err()).contains("--settings FILE", "TRAINYARD_SETTINGS");
  }

  @Test
  void saysWhatToDoForACommitThatAShallowCloneDoesNotHave() {
    Said said = plan("--at", "1234567890123456789012345678901234567890");

    assertThat(said.code()).isEqualTo(ExitCode.OUTSIDE.code());
    assertThat(said.err()).contains("is not in this clone; git fetch");
  }

  @Test
  void callsAMachineWithoutMemoryNoBug() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(out, true, UTF_8);

    assertThat(Failures.broken(new OutOfMemoryError(), err)).isEqualTo(ExitCode.OUTSIDE);
    assertThat(Failures.broken(new StackOverflowError(), err)).isEqualTo(ExitCode.BUG);
    assertThat(out.toString(UTF_8)).contains("TRAINYARD_JAVA_OPTS", "please report it");
  }

  private OpenYard open() throws IOException, InvalidSettingsException, UsageException {
    YardOption option = new YardOption();
    CommandSpec spec =
        CommandSpec.create().addMixin("yard", CommandSpec.forAnnotatedObject(option));
    new CommandLine(spec).parseArgs("--yard", clone.toString());
    return option.open();
  }

  private void writeTrain() throws IOException {
    Path file = clone.resolve(TRAIN);
    Files.createDirectories(file.getParent());
    Files.writeString(file, SmallYard.train("all", ""));
  }

  private void fetch() throws Exception {
    try (Git git = Git.open(clone.toFile())) {
      git.fetch().call();
    }
  }

  private Said plan(String... words) {
    String[] all = new String[words.length + 3];
    all[0] = "plan";
    all[1] = "--yard";
    all[2] = clone.toString();
    System.arraycopy(words, 0, all, 3, words.length);
    return Terminal.say(all);
  }
}
