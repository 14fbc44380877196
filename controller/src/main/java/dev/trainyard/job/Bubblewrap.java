package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The tool that confines programs: `bwrap`, from the machine's own packages.
///
/// @param program where it is
public record Bubblewrap(Path program) {
  /// Where it is looked for; never where the environment says.
  static final List<Path> FOLDERS =
      Stream.of("/usr/bin", "/usr/local/bin", "/bin").map(Path::of).toList();

  private static final int NOBODY = 65534;
  private static final int PATIENCE_SECONDS = 30;
  private static final int MOST_SAID = 300;

  /// Finds it in one of these folders and tries whether it can do here what [Cell] asks of it.
  ///
  /// @throws NotConfinedException if not
  public static Bubblewrap find(List<Path> folders) throws NotConfinedException {
    Bubblewrap found =
        folders.stream()
            .map(folder -> folder.resolve("bwrap"))
            .filter(Files::isExecutable)
            .findFirst()
            .map(Bubblewrap::new)
            .orElseThrow(() -> new NotConfinedException("there is no bwrap on this machine"));
    found.tryOut();
    return found;
  }

  private void tryOut() throws NotConfinedException {
    List<String> words = new ArrayList<>(List.of(program.toString()));
    words.addAll(apart());
    try {
      Cell.openPrograms(words);
      words.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/proc"));
      words.addAll(List.of("/bin/sh", "-c", ":"));
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.environment().clear();
      builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
      Process process = builder.start();
      byte[] said = process.getInputStream().readNBytes(MOST_SAID);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new NotConfinedException(program + " does not end");
      } else if (process.exitValue() != 0) {
        String text = LogExcerpt.clean(new String(said, UTF_8).strip());
        throw new NotConfinedException(program + " cannot confine programs here: " + text);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotConfinedException("interrupted while " + program + " was tried");
    } catch (NotConfinedException e) {
      throw e;
    } catch (IOException e) {
      throw new NotConfinedException(program + " cannot be started: " + e.getMessage());
    }
  }

  /// Options that set a program apart: namespaces of its own, no capability, nobody's name. Its
  /// processes end with the job as all others do: by [Members], or else by [Guard], which ends them
  /// all at once with the first of them.
  static List<String> apart() {
    String nobody = Integer.toString(NOBODY);
    return List.of(
        "--unshare-user",
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--uid",
        nobody,
        "--gid",
        nobody,
        "--hostname",
        "confined",
        "--cap-drop",
        "ALL",
        "--new-session");
  }
}
