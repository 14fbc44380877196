package dev.trainyard.remote.xrootd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.store.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A real XRootD server with one folder, in a network of its own: it listens on every address.
@SuppressWarnings("try") // waiting for its end may be interrupted
public final class XrootdServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PORT = "10940";
  private static final List<String> NEEDED =
      List.of("/usr/bin/xrootd", "/usr/bin/xrdcp", "/usr/bin/unshare", "/usr/bin/nsenter");

  private final Path folder;
  private final Process process;

  private XrootdServer(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /// Starts one, or has the test skipped where it cannot be had.
  public static XrootdServer start() throws Exception {
    for (String program : NEEDED) {
      assumeTrue(
          Files.isExecutable(Path.of(program)),
          program + " is missing: apt-get install xrootd-server xrootd-client");
    }
    Path folder = Files.createTempDirectory("trainyard-xrootd-server-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    boolean root = System.getProperty("user.name").equals("root");
    for (String name : List.of("data/store", "adm", "bin")) {
      Files.createDirectories(folder.resolve(name));
    }
    if (root) {
      UserPrincipal daemon =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon");
      for (String name : List.of("data", "data/store", "adm", "")) {
        Files.setOwner(folder.resolve(name), daemon);
      }
    }
    Files.write(
        folder.resolve("config"),
        List.of(
            "xrd.port " + PORT,
            "oss.localroot " + folder.resolve("data"),
            "all.export /store",
            "all.adminpath " + folder.resolve("adm"),
            "all.pidpath " + folder.resolve("adm"),
            "xrootd.chksum adler32"));
    List<String> words = new ArrayList<>(List.of("unshare"));
    words.addAll(root ? List.of("-n") : List.of("-c", "-n", "--keep-caps"));
    String user = root ? " -R daemon" : "";
    words.addAll(
        List.of(
            "sh",
            "-c",
            "ip link set lo up && exec xrootd%s -c '%s/config'".formatted(user, folder)));
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    XrootdServer server = new XrootdServer(folder, process);
    try {
      server.awaitStart(root);
      return server;
    } catch (Exception | AssertionError e) {
      server.close();
      throw e;
    }
  }

  private void awaitStart(boolean root) throws IOException {
    String user = root ? "" : " -U --preserve-credentials";
    for (String name : List.of("xrdcp", "xrdfs")) {
      Path wrapper = folder.resolve("bin").resolve(name);
      Files.writeString(
          wrapper,
          "#!/bin/sh\nexec /usr/bin/nsenter -t %d%s -n /usr/bin/%s \"$@\"\n"
              .formatted(process.pid(), user, name));
      Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    await("the server starts")
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || log().contains("initialization completed"));
    assumeTrue(process.isAlive(), () -> "a network of its own cannot be had here: " + log());
    await("the server answers").atMost(PATIENCE).until(() -> isAnswering());
  }

  private boolean isAnswering() {
    try {
      return remote("").list("", "", "").files().isEmpty();
    } catch (IOException _) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /// The programs that reach it.
  public XrootdProgram program() {
    return new XrootdProgram(
        folder.resolve("bin"), Map.of("XRD_CONNECTIONWINDOW", "5", "XRD_CONNECTIONRETRY", "1"));
  }

  /// The folder of those programs.
  public Path commands() {
    return folder.resolve("bin");
  }

  /// Where a place is.
  public RemoteAddress address(String path) {
    RemoteAddress top = RemoteAddress.parse("root://localhost:" + PORT + "//store");
    return path.isEmpty() ? top : top.below(path);
  }

  /// Where the server keeps a file of it.
  public Path file(String path) {
    return folder.resolve("data/store").resolve(path);
  }

  /// A place.
  public Remote remote(String path) {
    return new XrootdRemote(program(), address(path), InstantSource.system());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    Commit.deleteTree(folder);
  }
}
