package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A clone whose commits are signed by the real `git`, `ssh-keygen` and `gpg`, and pushed.
public final class SignedClone {
  private final Path folder;
  private final Path keys;
  private final Map<String, String> environment = new TreeMap<>();

  private SignedClone(Path folder, Path keys) {
    this.folder = folder;
    this.keys = keys;
  }

  /// Clones a repository, which may be empty.
  ///
  /// @param scratch an existing folder
  public static SignedClone of(Path origin, Path scratch) throws IOException {
    SignedClone clone = new SignedClone(scratch.resolve("clone"), scratch.resolve("keys"));
    Files.createDirectories(clone.keys);
    Files.createDirectories(clone.folder);
    clone.environment.put("HOME", scratch.toString());
    clone.environment.put("GIT_CONFIG_NOSYSTEM", "1");
    clone.environment.put("GNUPGHOME", scratch.resolve("gnupg").toString());
    clone.git("init", "-q", "-b", "main");
    clone.git("remote", "add", "origin", origin.toString());
    clone.git("config", "user.name", "Ada");
    clone.git("config", "user.email", "ada@example.org");
    if (Files.exists(origin.resolve("refs/heads/main"))) {
      clone.git("pull", "-q", "origin", "main");
    }
    return clone;
  }

  public static boolean hasGpg() {
    return has("gpg");
  }

  /// Whether what every such clone needs is installed.
  public static boolean hasTools() {
    return has("git") && has("ssh-keygen");
  }

  private static boolean has(String tool) {
    try {
      new ProcessBuilder(tool, "--version")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      return true;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Makes an SSH key.
  ///
  /// @return the public key, as one line
  public String sshKey(String name, String type) throws IOException {
    Path file = keys.resolve(name);
    run(keys, "ssh-keygen", "-q", "-t", type, "-N", "", "-C", name, "-f", file.toString());
    return Files.readString(keys.resolve(name + ".pub")).strip();
  }

  public Path keyFile(String name) {
    return keys.resolve(name);
  }

  /// Makes an OpenPGP key.
  ///
  /// @param expiry as gpg takes it, such as `0` or `1d`
  /// @return the armoured public key
  public String gpgKey(String user, String algorithm, String expiry) throws IOException {
    Path home = Path.of(environment.getOrDefault("GNUPGHOME", ""));
    if (!Files.exists(home)) {
      Files.createDirectory(
          home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    gpg("--quick-generate-key", user, algorithm, "sign", expiry);
    return gpgPublic(user);
  }

  public String gpgPublic(String user) throws IOException {
    return gpg("--armor", "--export", user);
  }

  /// Runs gpg without asking anybody.
  public String gpg(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("gpg", "--batch", "--yes", "--quiet", "--no-tty", "--passphrase", ""));
    command.addAll(List.of("--pinentry-mode", "loopback"));
    command.addAll(List.of(words));
    return run(keys, command.toArray(String[]::new));
  }

  /// Ends what gpg started.
  public void stop() throws IOException {
    if (Files.exists(Path.of(environment.getOrDefault("GNUPGHOME", "")))) {
      run(keys, "gpgconf", "--kill", "all");
    }
  }

  /// The options that sign a commit with an SSH key.
  public String[] ssh(String name) {
    return new String[] {"-c", "gpg.format=ssh", "-c", "user.signingkey=" + keys.resolve(name)};
  }

  /// The options that sign a commit with an OpenPGP key.
  public String[] pgp(String user) {
    return new String[] {"-c", "gpg.format=openpgp", "-c", "user.signingkey=" + user};
  }

  /// Commits a file, signed.
  public CommitId signed(String path, String text, String... signing) throws IOException {
    return commit(path, text, signing, "-S");
  }

  /// Commits a file, unsigned.
  public CommitId unsigned(String path, String text) throws IOException {
    return commit(path, text, new String[0], "--no-gpg-sign");
  }

  private CommitId commit(String path, String text, String[] before, String how)
      throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    git("add", "-A");
    List<String> words = new ArrayList<>(List.of(before));
    words.addAll(List.of("commit", "-q", how, "-m", "Change " + path));
    git(words.toArray(String[]::new));
    return head();
  }

  public CommitId head() throws IOException {
    return new CommitId(git("rev-parse", "HEAD").strip());
  }

  public void push() throws IOException {
    git("push", "-q", "--force", "origin", "HEAD:main");
  }

  /// Sets a variable for all commands to come.
  public void environment(String name, String value) {
    environment.put(name, value);
  }

  public String git(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    return run(folder, command.toArray(String[]::new));
  }

  /// Runs git with text on its standard input.
  public String gitWithInput(byte[] input, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    return run(folder, input, command.toArray(String[]::new));
  }

  private String run(Path where, String... command) throws IOException {
    return run(where, new byte[0], command);
  }

  private String run(Path where, byte[] input, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().putAll(environment);
    Path err = Files.createTempFile(keys, "err", "");
    Process process = builder.redirectError(err.toFile()).start();
    try (var out = process.getOutputStream()) {
      out.write(input);
    }
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + Files.readString(err));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    Files.delete(err);
    return said;
  }
}
