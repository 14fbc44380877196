package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A clone that a user works in, changed as the user would: with the `git` command, so that hooks,
/// identity, signatures and credentials are the user's own.
///
/// @param top of the working copy
public record UserClone(Path top) {

  /// The answer of one command.
  private record Answer(int code, String out, String err) {
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

  /// The remote that a branch is pushed to, if there is one.
  public Optional<String> remote(String branch) throws IOException {
    Answer own = run("config", "--get", "branch." + branch + ".remote");
    if (own.code() == 0 && !own.out().isBlank()) {
      return Optional.of(own.out().strip());
    }
    List<String> all = answer("remote").out().lines().toList();
    return all.contains("origin") ? Optional.of("origin") : all.stream().findFirst();
  }

  /// Pushes a branch; git may ask the user for credentials.
  public void push(String remote, String branch) throws IOException {
    Answer push = run("push", "--quiet", remote, "refs/heads/" + branch);
    if (push.code() != 0) {
      throw push.failure("git would not push to " + remote);
    }
  }

  private Answer answer(String... words) throws IOException {
    Answer answer = run(words);
    if (answer.code() != 0) {
      throw answer.failure("git " + words[0] + " failed in " + top);
    }
    return answer;
  }

  private Answer run(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("git", "--literal-pathspecs", "-C", top.toString()));
    command.addAll(List.of(words));
    try {
      Process git = new ProcessBuilder(command).redirectInput(Redirect.INHERIT).start();
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
