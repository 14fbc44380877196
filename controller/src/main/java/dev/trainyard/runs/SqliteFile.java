package dev.trainyard.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// A SQLite database: a file that is opened to be read only, and not at all if it is as it was.
final class SqliteFile implements SqlSource.Access {
  /// A file that was written so shortly ago may be written again without its time telling.
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int INTERRUPTED = 9;
  private static final int CORRUPT = 11;
  private static final int NO_DATABASE = 26;

  private final Path file;
  private final Duration limit;
  private final InstantSource clock;
  private @Nullable List<Object> looked;
  private @Nullable List<Object> before;

  SqliteFile(Path file, Duration limit, InstantSource clock) {
    this.file = file;
    this.limit = limit;
    this.clock = clock;
  }

  @Override
  public String url() {
    return "jdbc:sqlite:" + file;
  }

  @Override
  public Properties properties() throws SourceException {
    looked = state();
    if (looked == null) {
      throw new SourceException(
          "SourceGone", "its file is not there", new NoSuchFileException(file.toString()));
    }
    Properties properties = new Properties();
    properties.setProperty("open_mode", "1"); // SQLITE_OPEN_READONLY
    properties.setProperty("busy_timeout", Long.toString(limit.toMillis() / 2));
    return properties;
  }

  @Override
  public boolean isAsBefore() {
    List<Object> now = state();
    return now != null && now.equals(before);
  }

  @Override
  public void wasRead() {
    List<Object> state = looked;
    before = state != null && isSettled() ? state : null;
  }

  private boolean isSettled() {
    Instant now = clock.instant();
    try {
      for (Path part : parts()) {
        if (Files.exists(part)
            && Files.getLastModifiedTime(part).toInstant().plus(SETTLED).isAfter(now)) {
          return false;
        }
      }
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// The database, and the log that holds its newest pages.
  private List<Path> parts() {
    return List.of(file, file.resolveSibling(file.getFileName() + "-wal"));
  }

  /// What changes with the content; null if there is no file.
  private @Nullable List<Object> state() {
    try {
      Path log = parts().getLast();
      return List.of(
          Files.size(file),
          Files.getLastModifiedTime(file),
          Files.exists(log) ? Files.size(log) : 0L,
          Files.exists(log) ? Files.getLastModifiedTime(log) : FileTime.fromMillis(0));
    } catch (IOException _) {
      return null;
    }
  }

  @Override
  public String reason(SQLException e) {
    return switch (e.getErrorCode() & 0xff) {
      case BUSY, LOCKED -> "SourceLocked";
      case INTERRUPTED -> "SourceSlow";
      case CORRUPT, NO_DATABASE -> "SourceDamaged";
      default -> "QueryRefused";
    };
  }
}
