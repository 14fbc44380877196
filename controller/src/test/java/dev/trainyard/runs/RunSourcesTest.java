package dev.trainyard.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.trainyard.model.spec.RunValue;
import dev.trainyard.model.work.RunTable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Run sources as they are found: whole, locked, half-written, wrong or gone.
class RunSourcesTest {
  private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");
  private static final FileTime LONG_AGO = FileTime.from(NOW.minusSeconds(3600));

  private final RunColumns columns =
      new RunColumns(
          "run",
          List.of(
              new RunField("tag", "tag", RunField.Type.TEXT, false, Map.of()),
              new RunField("events", "n", RunField.Type.NUMBER, false, Map.of()),
              new RunField("recorded", "lost", RunField.Type.FLAG, true, Map.of()),
              new RunField("detectors", "mask", RunField.Type.BITS, false, Map.of("LAR", 4))),
          3);

  @TempDir private Path folder;

  private RunSources sources() {
    return new RunSources(columns, Duration.ofSeconds(1), InstantSource.fixed(NOW));
  }

  @Test
  void readsSqlite() throws Exception {
    Path file = sqlite("(1, 'a', 5, 0, 16), (2, NULL, NULL, NULL, NULL)");

    RunTable table = sources().sqlite(file, "SELECT * FROM runs").read(null);

    assertRuns(table);
  }

  @Test
  void writesNothingToSqlite() throws Exception {
    Path file = sqlite("(1, 'a', 5, 0, 16)");

    assertThatThrownBy(() -> sources().sqlite(file, "DELETE FROM runs RETURNING *").read(null))
        .isInstanceOf(SourceException.class);
    assertThat(sources().sqlite(file, "SELECT * FROM runs").read(null).runs()).hasSize(1);
  }

  @Test
  void tellsOfALockedADamagedAndAMissingDatabase() throws Exception {
    Path file = sqlite("(1, 'a', 5, 0, 16)");
    RunSource source = sources().sqlite(file, "SELECT * FROM runs");
    try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = writer.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      assertFails(source, "SourceLocked");
    }

    Files.writeString(file, "this is no database, however long one looks at it".repeat(100));
    assertFails(source, "SourceDamaged");

    Files.delete(file);
    assertFails(source, "SourceGone");
  }

  @Test
  void endsAQueryThatTakesTooLong() throws Exception {
    Path file = sqlite("(1, 'a', 5, 0, 16)");
    String endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

    assertFails(sources().sqlite(file, endless), "SourceSlow");
  }

  @Test
  void doesNotOpenWhatHasNotChanged() throws Exception {
    Path file = sqlite("(1, 'a', 5, 0, 16)");
    Files.setLastModifiedTime(file, LONG_AGO);
    RunSource source = sources().sqlite(file, "SELECT * FROM runs");
    RunTable table = source.read(null);

    assertThat(source.read(table)).isSameAs(table);
  }

  @Test
  void recordsOfWhichNothingIsNewAreTheSame() throws Exception {
    Path file = sqlite("(1, 'a', 5, 0, 16)");
    RunSource source = sources().sqlite(file, "SELECT * FROM runs");
    RunTable before = source.read(null);
    execute(file, "INSERT INTO runs VALUES (2, 'b', 1, 0, 0)");

    RunTable after = source.read(before);

    assertThat(after.runs()).hasSize(2);
    assertThat(after.runs().get(1L)).isSameAs(before.runs().get(1L));
  }

  @Test
  void readsCommaSeparatedValuesAndJson() throws Exception {
    Path csv = write("runs.csv", "run,tag,n,lost,mask\n1,a,5,false,0x10\n2,,,,\n");
    Path json =
        write(
            "runs.json",
            "[{\"run\": 1, \"tag\": \"a\", \"n\": 5, \"lost\": false, \"mask\": 16}, {\"run\":"
                + " 2}]");

    assertRuns(sources().file(csv, RunSources.Format.CSV).read(null));
    assertRuns(sources().file(json, RunSources.Format.JSON).read(null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "run,tag,n,lost,mask|1,a,5,0,1; HalfWritten",
        "run,tag,n,lost,mask|1,a,5|; HalfWritten",
        "run,tag,n,lost,mask|1,\"a|; HalfWritten",
        "run,tag,n,lost|1,a,5,0|; NoSuchColumn",
        "run,tag,n,lost,mask|x,a,5,0,1|; UnreadableValue",
        "run,tag,n,lost,mask|20251122102405,a,5,0,1|; UnreadableValue",
        "run,tag,n,lost,mask|1,a,many,0,1|; UnreadableValue",
        "run,tag,n,lost,mask|1,a,5,perhaps,1|; UnreadableValue",
        "run,tag,n,lost,mask|1,a,5,0,-1|; UnreadableValue",
        "run,tag,n,lost,mask|1,,,,|1,,,,|; DuplicateRun",
        "run,tag,n,lost,mask|1,,,,|2,,,,|3,,,,|4,,,,|; TooManyRuns"
      })
  void refusesWhatIsNotWhole(String text, String reason) throws Exception {
    Path csv = write("runs.csv", text.replace('|', '\n'));

    assertFails(sources().file(csv, RunSources.Format.CSV), reason);
  }

  @Test
  void staysBadForAsLongAsNothingIsMended() throws Exception {
    Path csv = write("runs.csv", "run,tag,n,lost,mask\n1,a,5,0,16\n");
    RunSource source = sources().file(csv, RunSources.Format.CSV);
    RunTable good = source.read(null);
    Files.writeString(csv, "run,tag,n,lost,mask\n1,a,5,0,16\n1,a,5,0,16\n");
    Files.setLastModifiedTime(csv, LONG_AGO);

    assertThatThrownBy(() -> source.read(good)).hasMessageContaining("two rows");
    assertThatThrownBy(() -> source.read(good)).hasMessageContaining("two rows");
  }

  @Test
  void asksAServerForWhatIsNewOnly() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = "run,tag,n,lost,mask\n1,a,5,0,16\n2,,,,\n".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/runs.csv",
        exchange -> {
          boolean known = "\"1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
          exchange.getResponseHeaders().add("ETag", "\"1\"");
          exchange.sendResponseHeaders(known ? 304 : 200, known ? -1 : body.length);
          if (!known) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/runs.csv");
      RunSource source = sources().web(uri, RunSources.Format.CSV);

      RunTable table = source.read(null);

      assertRuns(table);
      assertThat(source.read(table)).isSameAs(table);
      assertFails(sources().web(uri.resolve("/none"), RunSources.Format.CSV), "SourceGone");
    } finally {
      server.stop(0);
    }
  }

  private static void assertRuns(RunTable table) {
    assertThat(table.runs()).containsOnlyKeys(1L, 2L);
    assertThat(value(table, 1, "tag")).hasToString("a");
    assertThat(value(table, 1, "events")).hasToString("5");
    assertThat(value(table, 1, "recorded")).isEqualTo(new RunValue.Flag(true));
    assertThat(value(table, 1, "detectors")).hasToString("0x10");
    for (String field : List.of("tag", "events", "recorded", "detectors")) {
      assertThat(value(table, 2, field)).as(field).isNull();
    }
  }

  private static @Nullable RunValue value(RunTable table, long run, String field) {
    return Objects.requireNonNull(table.runs().get(run)).value(field);
  }

  /// What is said is read by all who read the yard: it tells nothing of the machine.
  private void assertFails(RunSource source, String reason) {
    assertThatThrownBy(() -> source.read(null))
        .isInstanceOfSatisfying(
            SourceException.class,
            e -> {
              assertThat(e.reason()).as(e.text()).isEqualTo(reason);
              assertThat(e.text()).doesNotContain(folder.toString(), "127.0.0.1", "SELECT");
            });
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path sqlite(String rows) throws SQLException {
    Path file = folder.resolve("runs.db");
    execute(
        file, "CREATE TABLE runs (run INTEGER, tag TEXT, n INTEGER, lost INTEGER, mask INTEGER)");
    execute(file, "INSERT INTO runs VALUES " + rows);
    return file;
  }

  private static void execute(Path file, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement it = connection.createStatement()) {
      it.execute(statement);
    }
  }
}
