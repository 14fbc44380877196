package dev.trainyard.runs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// The run sources that there can be.
///
/// @param columns how their rows become runs
/// @param limit how long a reading may take
public record RunSources(RunColumns columns, Duration limit, InstantSource clock) {
  /// What a file or answer may hold: it is in memory several times over while it is read.
  private static final int MOST_BYTES = 32 << 20;

  /// How the text of a file is read.
  public enum Format {
    CSV("csv"),
    JSON("json");

    private final String word;

    Format(String word) {
      this.word = word;
    }

    /// The format that a name ends with; CSV if none.
    public static Format ofName(String name) {
      return name.endsWith(".json") ? JSON : CSV;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// A secret, as it is now.
  @FunctionalInterface
  public interface Secret {
    String text() throws IOException;
  }

  /// A SQLite database.
  public RunSource sqlite(Path file, String query) {
    return new SqlSource(new SqliteFile(file, limit, clock), query, columns, limit);
  }

  /// A PostgreSQL server.
  ///
  /// @param address such as `//db.example.org:5432/runs`
  public RunSource postgresql(String address, String user, Secret password, String query) {
    PostgresServer.Secret secret =
        () -> {
          try {
            return password.text();
          } catch (IOException e) {
            throw new SourceException("NoPassword", "its password cannot be read", e);
          }
        };
    return new SqlSource(new PostgresServer(address, user, secret, limit), query, columns, limit);
  }

  public RunSource file(Path file, Format format) {
    return new TextSource(new FileBytes(file, MOST_BYTES, clock), text(format), columns);
  }

  public RunSource web(URI uri, Format format) {
    return new TextSource(new WebBytes(uri, MOST_BYTES, limit), text(format), columns);
  }

  private static TextSource.Format text(Format format) {
    return switch (format) {
      case CSV -> CsvText::table;
      case JSON -> JsonText::table;
    };
  }
}
