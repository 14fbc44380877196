package dev.trainyard.runs;

import dev.trainyard.model.work.RunTable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A database that is asked with one query, in a transaction that only reads.
final class SqlSource implements RunSource {
  private static final int PER_FETCH = 1000;

  private final Access access;
  private final String query;
  private final RunColumns columns;
  private final Duration limit;

  /// How the database is reached.
  interface Access {
    String url();

    /// What the driver is told, with secrets as they are now.
    Properties properties() throws SourceException;

    /// Whether the database surely holds what it held when it was read last.
    default boolean isAsBefore() {
      return false;
    }

    /// It was read.
    default void wasRead() {}

    /// What went wrong, in one CamelCase word.
    String reason(SQLException e);
  }

  SqlSource(Access access, String query, RunColumns columns, Duration limit) {
    this.access = access;
    this.query = query;
    this.columns = columns;
    this.limit = limit;
  }

  @Override
  public RunTable read(@Nullable RunTable before) throws SourceException {
    if (before != null && access.isAsBefore()) {
      return before;
    }
    try (Connection connection = DriverManager.getConnection(access.url(), access.properties())) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      RunTable table = read(connection);
      connection.rollback();
      if (!table.runs().isEmpty()) {
        access.wasRead();
      }
      return before == null ? table : table.after(before);
    } catch (SQLTimeoutException e) {
      throw new SourceException(
          "SourceSlow", "its query took longer than " + limit.toSeconds() + " s");
    } catch (SQLException e) {
      throw new SourceException(
          access.reason(e), "it could not be asked; the log of the controller says more", e);
    }
  }

  private RunTable read(Connection connection) throws SQLException, SourceException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setQueryTimeout((int) Math.max(1, limit.toSeconds()));
      statement.setFetchSize(PER_FETCH);
      statement.setMaxRows(columns.mostRows() + 1);
      try (Deadline _ = new Deadline(statement, limit);
          ResultSet rows = statement.executeQuery()) {
        ResultSetMetaData data = rows.getMetaData();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= data.getColumnCount(); i++) {
          names.add(data.getColumnLabel(i));
        }
        RunColumns.Reader reader = columns.new Reader(names);
        while (rows.next()) {
          reader.add(row(rows, names.size()));
        }
        return reader.table();
      }
    }
  }

  /// Breaks a statement off that takes too long: not every driver does by itself.
  private static final class Deadline implements AutoCloseable {
    private final CountDownLatch over = new CountDownLatch(1);
    // A driver may hold the thread of the processor that virtual ones run on.
    private final ExecutorService watch =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    Deadline(PreparedStatement statement, Duration limit) {
      watch.execute(
          () -> {
            try {
              if (!over.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                statement.cancel();
              }
            } catch (InterruptedException | SQLException _) {
              Thread.currentThread().interrupt(); // it has ended, or cannot be broken off
            }
          });
    }

    @Override
    public void close() {
      over.countDown();
      watch.close();
    }
  }

  private static List<@Nullable Object> row(ResultSet rows, int columns) throws SQLException {
    List<@Nullable Object> row = new ArrayList<>(columns);
    for (int i = 1; i <= columns; i++) {
      row.add(rows.getObject(i));
    }
    return row;
  }
}
