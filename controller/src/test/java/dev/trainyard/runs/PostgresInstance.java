package dev.trainyard.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.store.Commit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL server of this machine's package, started for a test on a folder of its own.
final class PostgresInstance implements AutoCloseable {
  static final String USER = "reader";
  static final String PASSWORD = "se cret";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path programs;
  private final Path folder;
  private final int port;
  private Process server;

  private PostgresInstance(Path programs, Path folder, int port) throws IOException {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
    this.server = start();
  }

  /// Starts one; where there is no PostgreSQL, the test is skipped.
  static PostgresInstance start(String statements) throws Exception {
    Optional<Path> programs = programs();
    assumeThat(programs).as("apt-get install postgresql").isPresent();
    Path folder = Files.createTempDirectory("trainyard-postgres-");
    if (isRoot()) {
      var nobody =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      Files.setOwner(folder, nobody);
    }
    Path secret = folder.resolve("secret");
    Files.writeString(secret, PASSWORD + "\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    String[] init = {
      "-D", folder + "/data", "-U", USER, "-A", "scram-sha-256", "--pwfile", secret + "", "-N"
    };
    Process begun = begin(programs.get().resolve("initdb"), folder, init);
    assertThat(begun.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(begun.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
    PostgresInstance instance = new PostgresInstance(programs.get(), folder, freePort());
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(
            () -> {
              instance.open().close();
              return true;
            });
    instance.execute(statements);
    return instance;
  }

  private static Optional<Path> programs() throws IOException {
    Path all = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(all)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .findFirst();
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// PostgreSQL refuses to be root.
  private static Process begin(Path program, Path folder, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(
          List.of("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"));
    }
    command.add(program.toString());
    command.addAll(List.of(words));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private Process start() throws IOException {
    String[] words = {
      "-D", folder + "/data", "-h", "127.0.0.1", "-p", port + "", "-k", folder + "", "-F"
    };
    return begin(programs.resolve("postgres"), folder, words);
  }

  /// As the settings name it.
  String address() {
    return "//127.0.0.1:" + port + "/postgres";
  }

  Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:postgresql:" + address(), USER, PASSWORD);
  }

  void execute(String statements) throws SQLException {
    try (Connection connection = open();
        Statement it = connection.createStatement()) {
      it.execute(statements);
    }
  }

  /// Ends the server, at once.
  void stop() {
    assertThat(server.destroyForcibly().onExit())
        .succeedsWithin(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    stop();
    Commit.deleteTree(folder);
  }
}
