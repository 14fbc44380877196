package dev.trainyard.runs;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/// A PostgreSQL server.
///
/// @param address such as `//db.example.org/runs`
record PostgresServer(String address, String user, Secret password, Duration limit)
    implements SqlSource.Access {
  @Override
  public String url() {
    return "jdbc:postgresql:" + address;
  }

  @Override
  public Properties properties() throws SourceException {
    String seconds = Long.toString(Math.max(1, limit.toSeconds()));
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password.text());
    properties.setProperty("readOnly", "true");
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("ApplicationName", "trainyard");
    properties.setProperty(
        "options",
        "-c statement_timeout=" + limit.toMillis() + " -c lock_timeout=" + limit.toMillis() / 2);
    return properties;
  }

  @Override
  public String reason(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith("08")) {
      return "SourceGone";
    } else if (state.startsWith("28")) {
      return "AccessRefused";
    }
    return switch (state) {
      case "57014" -> "SourceSlow";
      case "55P03" -> "SourceLocked";
      default -> "QueryRefused";
    };
  }

  /// What is read anew each time, as it may change.
  @FunctionalInterface
  interface Secret {
    String text() throws SourceException;
  }
}
