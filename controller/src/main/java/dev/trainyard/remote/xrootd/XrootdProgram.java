package dev.trainyard.remote.xrootd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.remote.UnusableRemoteException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs `xrdcp` and `xrdfs`: without a shell, in an environment of little more than the user's
/// credentials, and not for ever.
///
/// @param folder of the programs; null: they are looked for as usual
/// @param variables besides the least that programs expect
public record XrootdProgram(@Nullable Path folder, Map<String, String> variables) {
  /// What a user's credentials and the client's own settings are called.
  private static final List<String> PASSED =
      List.of("XRD_", "XrdSec", "X509_USER_", "X509_CERT_DIR", "KRB5CCNAME", "BEARER_TOKEN");

  private static final Map<String, String> USUAL =
      Map.of(
          "PATH", "/usr/local/bin:/usr/bin:/bin",
          "LC_ALL", "C.UTF-8",
          "TZ", "UTC",
          "XRD_CONNECTIONWINDOW", "20",
          "XRD_CONNECTIONRETRY", "2",
          "XRD_REQUESTTIMEOUT", "120",
          "XRD_STREAMTIMEOUT", "60",
          "XRD_STREAMERRORWINDOW", "60");

  /// A file that lists where copies are would send the client, with its credentials, anywhere.
  private static final Map<String, String> ALWAYS =
      Map.of("XRD_METALINKPROCESSING", "0", "XRD_LOCALMETALINKFILE", "0");

  private static final int MOST_ERRORS = 1 << 14;
  private static final int MOST_OUTPUT = 1 << 28;
  private static final Pattern UNSEEN = Pattern.compile("\\p{Cntrl}+");
  private static final int LONGEST = 300;
  private static final Set<Integer> NOT_STARTED = Set.of(126, 127);

  /// The client as it is installed, with the credentials of this process.
  ///
  /// @param folder of the programs; null: they are looked for as usual
  public static XrootdProgram in(@Nullable Path folder) {
    return new XrootdProgram(folder, credentials(System.getenv()));
  }

  /// The variables among these by which the client finds the user's credentials.
  public static Map<String, String> credentials(Map<String, String> environment) {
    Map<String, String> passed = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (PASSED.stream().anyMatch(name::startsWith)) {
            passed.put(name, value);
          }
        });
    return passed;
  }

  /// What a program has said.
  record Said(int code, String output, String errors) {
    boolean isDone() {
      return code == 0;
    }

    boolean isMissing() {
      return !isDone()
          && (errors.contains("[3011]") || errors.contains("no such file or directory"));
    }

    boolean isThere() {
      return !isDone() && (errors.contains("[3018]") || errors.contains("file exists"));
    }

    boolean isForbidden() {
      return !isDone()
          && (errors.contains("[3010]")
              || errors.contains("Auth failed")
              || errors.contains("No protocols left to try")
              || errors.contains("permission denied"));
    }

    /// Whether a listing may lack what servers have that did not answer: that is said beside it.
    boolean isIncomplete() {
      return errors.contains("may be incomplete") || output.contains("may be incomplete");
    }

    /// The last line of its errors, fit to be shown.
    String why() {
      String last =
          errors.lines().filter(line -> !line.isBlank()).reduce((_, next) -> next).orElse("");
      String plain = UNSEEN.matcher(last).replaceAll(" ").strip();
      String kept = plain.length() > LONGEST ? plain.substring(0, LONGEST) + "..." : plain;
      return kept.isEmpty() ? "exit code " + code : kept;
    }
  }

  /// Runs a program to its end.
  ///
  /// @param most time for it; it is ended then
  Said run(String name, List<String> words, Duration most) throws IOException {
    Path output = Files.createTempFile("trainyard-xrootd-", ".out");
    Path errors = Files.createTempFile("trainyard-xrootd-", ".err");
    try {
      Process process = start(name, command(name, words), Redirect.to(output.toFile()), errors);
      try {
        if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(name + " took longer than " + most.toSeconds() + " s");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while " + name + " ran");
      } finally {
        end(process);
      }
      if (NOT_STARTED.contains(process.exitValue())) {
        throw missing(name, null);
      }
      return new Said(process.exitValue(), text(output, MOST_OUTPUT), text(errors, MOST_ERRORS));
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }

  /// A program that still runs.
  ///
  /// @param errors a file of what it complains about
  record Running(Process process, Path errors) implements Closeable {
    InputStream output() {
      return process.getInputStream();
    }

    String why() throws IOException {
      return new Said(1, "", text(errors, MOST_ERRORS)).why();
    }

    /// Ends it, if it has not ended.
    @Override
    public void close() throws IOException {
      end(process);
      Files.deleteIfExists(errors);
    }
  }

  /// Runs a program whose output is read while it comes.
  Running begin(String name, List<String> words) throws IOException {
    Path errors = Files.createTempFile("trainyard-xrootd-", ".err");
    try {
      return new Running(start(name, command(name, words), Redirect.PIPE, errors), errors);
    } catch (IOException e) {
      Files.deleteIfExists(errors);
      throw e;
    }
  }

  private List<String> command(String name, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(folder == null ? name : folder.resolve(name).toString());
    command.addAll(words);
    return command;
  }

  private Process start(String name, List<String> command, Redirect output, Path errors)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(USUAL);
    builder.environment().putAll(variables);
    builder.environment().putAll(ALWAYS);
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(output);
    builder.redirectError(errors.toFile());
    try {
      return builder.start();
    } catch (IOException e) {
      throw missing(name, e);
    }
  }

  private static UnusableRemoteException missing(String name, @Nullable IOException cause) {
    String message =
        "root: needs %s, which cannot be started; install xrootd-client".formatted(name);
    return cause == null
        ? new UnusableRemoteException(message)
        : new UnusableRemoteException(message, cause);
  }

  private static void end(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String text(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(most), UTF_8);
    }
  }
}
