package dev.trainyard.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.model.spec.RunValue;
import dev.trainyard.model.work.RunTable;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A run database on a real PostgreSQL server: read, locked, slow, refused and gone. Skipped where
/// there is no such server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class PostgresSourceIT {
  private static final String ALL = "SELECT * FROM runs";

  private final RunColumns columns =
      new RunColumns(
          "run",
          List.of(
              new RunField("tag", "Tag", RunField.Type.TEXT, false, Map.of()),
              new RunField("events", "events", RunField.Type.NUMBER, false, Map.of()),
              new RunField("recorded", "lost", RunField.Type.FLAG, true, Map.of()),
              new RunField("detectors", "mask", RunField.Type.BITS, false, Map.of("LAR", 4)),
              new RunField("end", "ended", RunField.Type.TEXT, false, Map.of())),
          10);

  private PostgresInstance server;

  @BeforeAll
  void start() throws Exception {
    server =
        PostgresInstance.start(
            "CREATE TABLE runs (run bigint, tag text, events numeric, lost boolean, mask integer,"
                + " ended timestamptz);"
                + "INSERT INTO runs VALUES (2, NULL, NULL, NULL, NULL, NULL),"
                + " (1, 'a', 5.0, false, 16, '2026-07-01T00:00:00Z')");
  }

  @AfterAll
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void readsTypedFieldsAndWhatIsNotKnown() throws Exception {
    RunTable table = source(ALL, PostgresInstance.PASSWORD).read(null);

    assertThat(table.runs()).containsOnlyKeys(1L, 2L);
    var first = Objects.requireNonNull(table.runs().get(1L));
    assertThat(first.value("tag")).hasToString("a");
    assertThat(first.value("events")).hasToString("5");
    assertThat(first.value("recorded")).isEqualTo(new RunValue.Flag(true));
    assertThat(first.value("detectors")).hasToString("0x10");
    assertThat(first.value("end")).isNotNull();
    for (String field : table.fields()) {
      assertThat(Objects.requireNonNull(table.runs().get(2L)).value(field)).as(field).isNull();
    }
  }

  @Test
  void writesNothing() {
    assertFails("DELETE FROM runs RETURNING *", "QueryRefused");
  }

  @Test
  void tellsOfALockedTable() throws Exception {
    try (Connection writer = server.open();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("LOCK TABLE runs IN ACCESS EXCLUSIVE MODE");

      assertFails(ALL, "SourceLocked");
      writer.rollback();
    }
  }

  @Test
  void endsAQueryThatTakesTooLong() {
    assertFails("SELECT runs.* FROM runs, pg_sleep(60)", "SourceSlow");
  }

  @Test
  void tellsOfAWrongPassword() {
    assertThatThrownBy(() -> source(ALL, "wrong").read(null))
        .isInstanceOfSatisfying(
            SourceException.class, e -> assertThat(e.reason()).isEqualTo("AccessRefused"));
  }

  @Test
  void tellsOfAColumnThatIsNotThere() {
    assertFails("SELECT run, tag FROM runs", "NoSuchColumn");
    assertFails("SELECT * FROM nowhere", "QueryRefused");
  }

  @Test
  void tellsOfAServerThatIsGone() throws Exception {
    try (PostgresInstance other = PostgresInstance.start("CREATE TABLE runs (run bigint)")) {
      RunSource source = source(other.address(), ALL, PostgresInstance.PASSWORD);
      other.stop();

      assertThatThrownBy(() -> source.read(null))
          .isInstanceOfSatisfying(
              SourceException.class,
              e -> {
                assertThat(e.reason()).isEqualTo("SourceGone");
                assertThat(e.text()).doesNotContain("127.0.0.1");
              });
    }
  }

  private void assertFails(String query, String reason) {
    assertThatThrownBy(() -> source(query, PostgresInstance.PASSWORD).read(null))
        .isInstanceOfSatisfying(
            SourceException.class,
            e -> assertThat(e.reason()).as(e.text() + e.detail()).isEqualTo(reason));
  }

  private RunSource source(String query, String password) {
    return source(server.address(), query, password);
  }

  private RunSource source(String address, String query, String password) {
    return new RunSources(columns, Duration.ofSeconds(2), InstantSource.system())
        .postgresql(address, PostgresInstance.USER, () -> password, query);
  }
}
