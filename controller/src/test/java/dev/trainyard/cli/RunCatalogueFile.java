package dev.trainyard.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// A run catalogue in SQLite, as an experiment would fill it.
record RunCatalogueFile(Path file) {
  static RunCatalogueFile create(Path file) throws SQLException {
    RunCatalogueFile catalogue = new RunCatalogueFile(file);
    catalogue.execute("CREATE TABLE runs (run INTEGER PRIMARY KEY, tag TEXT, events INTEGER)");
    return catalogue;
  }

  /// @param events a number, or `NULL`
  void add(long run, String tag, String events) throws SQLException {
    execute("INSERT INTO runs VALUES (%d, '%s', %s)".formatted(run, tag, events));
  }

  void execute(String statement) throws SQLException {
    try (Connection connection = open();
        Statement it = connection.createStatement()) {
      it.execute("PRAGMA busy_timeout = 20000");
      it.execute(statement);
    }
  }

  Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }
}
