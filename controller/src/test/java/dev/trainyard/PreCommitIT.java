package dev.trainyard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The check before every commit, installed as the documents tell: with the real pre-commit, and
/// with Git alone. Neither needs a network.
class PreCommitIT {
  private static final Path APPLICATION =
      Path.of(System.getProperty("trainyard.application")).toAbsolutePath();
  private static final Pattern SCRIPT = Pattern.compile("(?m)^printf .*hooks/pre-commit.*$");
  private static final String FILE = "analyses/first/analysis.yaml";

  @TempDir private Path folder = Path.of("");
  private Path yard = Path.of("");

  @BeforeEach
  void beginYard() throws Exception {
    yard = folder.toRealPath().resolve("my-yard");
    Files.createDirectory(yard);
    assertThat(run("trainyard", "init", "--owner", "ada").code()).isZero();
    run("git", "config", "user.name", "Ada");
    run("git", "config", "user.email", "ada@example.org");
  }

  @Test
  void refusesABadFileWithWhatInitWrites() throws Exception {
    needPreCommit();
    succeed("pre-commit", "install");

    refusesWhatIsBadAndNothingElse();
  }

  @Test
  void refusesABadFileWithTheHookOfThisRepository() throws Exception {
    needPreCommit();
    Path hooks = Files.createDirectory(folder.resolve("trainyard-repository"));
    Files.copy(Path.of("..", ".pre-commit-hooks.yaml"), hooks.resolve(".pre-commit-hooks.yaml"));
    for (String[] step :
        List.of(
            new String[] {"init", "-q"},
            new String[] {"add", "-A"},
            new String[] {
              "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "-m", "Hooks"
            },
            new String[] {"tag", "v1"})) {
      assertThat(start(hooks, List.of("git"), step).code()).isZero();
    }
    Files.writeString(
        yard.resolve(".pre-commit-config.yaml"),
        """
        repos:
          - repo: %s
            rev: v1
            hooks:
              - id: trainyard-validate
        """
            .formatted(hooks.toUri()));
    succeed("pre-commit", "validate-config");
    succeed("pre-commit", "validate-manifest", hooks.resolve(".pre-commit-hooks.yaml").toString());
    succeed("pre-commit", "install");

    refusesWhatIsBadAndNothingElse();
  }

  @Test
  void refusesABadFileWithGitAlone() throws Exception {
    Matcher script = SCRIPT.matcher(Documents.text());
    assertThat(script.find()).isTrue();
    succeed("sh", "-c", script.group());

    refusesWhatIsBadAndNothingElse();
  }

  private void refusesWhatIsBadAndNothingElse() throws Exception {
    Outcome good = commit("Begin the yard");
    assertThat(good.code()).as(good.output()).isZero();

    String text = Files.readString(yard.resolve(FILE));
    Files.writeString(yard.resolve(FILE), text.replace("owners:", "owner:"));
    Outcome bad = commit("Misspell a field");
    int line = (int) text.substring(0, text.indexOf("owners:")).lines().count();
    assertThat(bad.code()).isNotZero();
    assertThat(bad.output())
        .containsPattern(
            Pattern.quote(FILE)
                + ":"
                + line
                + ":\\d+: .*did you mean owners\\?.*\\[unknown-field]");
    assertThat(run("git", "log", "--format=%s").output()).isEqualTo("Begin the yard\n");

    Files.writeString(yard.resolve(FILE), text + "  group: letters\n");
    Outcome mended = commit("Name the group");
    assertThat(mended.code()).as(mended.output()).isZero();

    Files.delete(yard.resolve("packages/tools.yaml"));
    Outcome gone = commit("Delete what is used");
    assertThat(gone.code()).isNotZero();
    assertThat(gone.output()).contains("analyses/first/wagons/letters.yaml:").contains("tools");
  }

  private Outcome commit(String message) throws Exception {
    succeed("git", "add", "-A");
    return run("git", "commit", "-q", "-m", message);
  }

  private void needPreCommit() throws Exception {
    boolean isThere;
    try {
      isThere = run("pre-commit", "--version").code() == 0;
    } catch (IOException _) {
      isThere = false;
    }
    assumeTrue(isThere, "pre-commit is not installed: apt-get install pre-commit");
  }

  private record Outcome(int code, String output) {}

  private void succeed(String... command) throws Exception {
    Outcome outcome = run(command);
    assertThat(outcome.code()).as(outcome.output()).isZero();
  }

  private Outcome run(String... command) throws Exception {
    return start(yard, List.of(), command);
  }

  /// With nothing of this machine's user: no configuration, no cache, and no proxy that leads out.
  private Outcome start(Path where, List<String> first, String... command) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    List<String> words = new java.util.ArrayList<>(first);
    words.addAll(List.of(command));
    if (words.getFirst().equals("trainyard")) {
      words.set(0, APPLICATION.resolve("bin/trainyard").toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().put("HOME", home().toString());
    builder.environment().put("XDG_CACHE_HOME", home().resolve("cache").toString());
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    builder.environment().put("https_proxy", "http://127.0.0.1:9");
    builder.environment().put("http_proxy", "http://127.0.0.1:9");
    builder
        .environment()
        .merge("PATH", APPLICATION.resolve("bin") + ":", (path, bin) -> bin + path);
    int code = builder.start().waitFor();
    return new Outcome(code, Files.readString(output, UTF_8));
  }

  private Path home() throws IOException {
    Path home = folder.resolve("home");
    return Files.exists(home)
        ? home
        : Files.createDirectory(
            home,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
