package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.CommitId;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A clone that a user works in, changed as the user would: with the `git` command, so that hooks,
/// identity, signatures and credentials are the user's own.
///
/// @param top of the working copy
public record UserClone(Path top) {
  private static final String HEADS = "refs/heads/";

  /// The remote of a branch that follows another one of the same clone.
  private static final String HERE = ".";

  /// The answer of one command.
  record Answer(int code, String out, String err) {
    /// The last words of a command that failed.
    IOException failure(String what) {
      String said = (err + "\n" + out).strip();
      return new IOException(what + (said.isEmpty() ? " (exit code " + code + ")" : ":\n" + said));
    }
  }

  /// Why a file cannot be committed alone, or nothing if it stands as it was last committed.
  ///
  /// @param path from the top, with slashes
  public Optional<String> obstacle(String path) throws IOException {
    if (answer("ls-files", "-z", "--", path).out().isEmpty()) {
      return Optional.of(path + " is not committed yet; commit it first");
    }
    return answer("status", "--porcelain=v1", "-z", "--", path).out().isEmpty()
        ? Optional.empty()
        : Optional.of(path + " has changes that are not committed; commit or stash them first");
  }

  /// Commits one file as it lies in the working copy, or its deletion; whatever else is changed or
  /// staged stays as it is.
  ///
  /// @throws IOException with the words of git, or of a hook that refused
  public CommitId commit(String path, String message) throws IOException {
    Answer commit = run("commit", "--quiet", "--only", "-m", message, "--", path);
    if (commit.code() != 0) {
      throw commit.failure("git would not commit " + path);
    }
    return new CommitId(answer("rev-parse", "HEAD").out().strip());
  }

  /// The branch that is checked out; nothing if none is.
  public Optional<String> branch() throws IOException {
    Answer answer = run("symbolic-ref", "--quiet", "--short", "HEAD");
    return answer.code() == 0 ? Optional.of(answer.out().strip()) : Optional.empty();
  }

  /// Where a branch is pushed to.
  ///
  /// @param branch its name there
  public record Destination(String remote, String branch) {}

  /// Where a branch is pushed to: what it follows, else one of its name at `origin`, or at any
  /// remote; nowhere if there is none.
  public Optional<Destination> destination(String branch) throws IOException {
    Optional<String> remote = config("branch." + branch + ".remote");
    Optional<String> merge = config("branch." + branch + ".merge");
    if (remote.isPresent() && !remote.get().equals(HERE)) {
      String there = merge.orElse(HEADS + branch);
      return Optional.of(new Destination(remote.get(), there.replaceFirst("^" + HEADS, "")));
    }
    List<String> all = answer("remote").out().lines().toList();
    Optional<String> usual =
        all.contains("origin") ? Optional.of("origin") : all.stream().findFirst();
    return usual.map(name -> new Destination(name, branch));
  }

  private Optional<String> config(String name) throws IOException {
    Answer answer = run("config", "--get", name);
    return answer.code() == 0 && !answer.out().isBlank()
        ? Optional.of(answer.out().strip())
        : Optional.empty();
  }

  /// The main branch of a remote, if this clone knows it.
  public Optional<String> mainBranch(String remote) throws IOException {
    String head = "refs/remotes/" + remote + "/";
    Answer answer = run("symbolic-ref", "--quiet", head + "HEAD");
    return answer.code() == 0
        ? Optional.of(answer.out().strip().replace(head, ""))
        : Optional.empty();
  }

  /// Whether there is something to push, as far as this clone knows.
  public boolean isAheadOf(Destination there) throws IOException {
    String known = "refs/remotes/%s/%s".formatted(there.remote(), there.branch());
    Answer count = run("rev-list", "--count", known + "..HEAD");
    return count.code() != 0 || !count.out().strip().equals("0");
  }

  /// Pushes what is checked out; git may ask the user for credentials.
  public void push(Destination there) throws IOException {
    Answer push = run("push", "--quiet", there.remote(), "HEAD:" + HEADS + there.branch());
    if (push.code() != 0) {
      throw push.failure("git would not push to " + there.remote());
    }
  }

  /// The version of the user's own git.
  public String version() throws IOException {
    Answer answer = look("--version");
    if (answer.code() != 0) {
      throw answer.failure("git does not tell its version");
    }
    return answer.out().strip().replaceFirst("^git version ", "");
  }

  /// Where branches of a remote are, as the user's own git sees them. Nobody is asked for a
  /// password, and an interrupt ends it.
  public Map<String, String> branches(String remote, List<String> names) throws IOException {
    List<String> words = new ArrayList<>(List.of("ls-remote", "--heads", "--", remote));
    names.forEach(name -> words.add(HEADS + name));
    Answer answer = look(words.toArray(String[]::new));
    if (answer.code() != 0) {
      throw new IOException(
          Secrets.nothing().redact(answer.failure("git cannot list " + remote).getMessage() + ""));
    }
    Map<String, String> tips = new HashMap<>();
    answer
        .out()
        .lines()
        .map(line -> line.split("\t" + HEADS, 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> tips.put(pair[1], pair[0]));
    return tips;
  }

  private Answer look(String... words) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(words)).redirectInput(Redirect.from(new File("/dev/null")));
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.environment().put("SSH_ASKPASS", "/bin/false");
    builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
    Process git = builder.start();
    try {
      CompletableFuture<String> out = read(git.inputReader(UTF_8));
      CompletableFuture<String> err = read(git.errorReader(UTF_8));
      return new Answer(git.waitFor(), out.join(), err.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while git worked", e);
    } finally {
      git.descendants().forEach(ProcessHandle::destroyForcibly);
      git.destroyForcibly();
    }
  }

  private static CompletableFuture<String> read(java.io.Reader reader) {
    return CompletableFuture.supplyAsync(() -> text(reader), Thread::startVirtualThread);
  }

  private List<String> command(String... words) {
    List<String> command =
        new ArrayList<>(List.of("git", "--literal-pathspecs", "-C", top.toString()));
    command.addAll(List.of(words));
    return command;
  }

  Answer answer(String... words) throws IOException {
    Answer answer = run(words);
    if (answer.code() != 0) {
      throw answer.failure("git " + words[0] + " failed in " + top);
    }
    return answer;
  }

  Answer run(String... words) throws IOException {
    try {
      Process git = new ProcessBuilder(command(words)).redirectInput(Redirect.INHERIT).start();
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> text(git.errorReader(UTF_8)));
      String out = text(git.inputReader(UTF_8));
      return new Answer(git.waitFor(), out, err.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while git worked", e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String text(java.io.Reader reader) {
    try (reader) {
      return reader.readAllAsString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
