package dev.trainyard.runs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file, read only when it has changed and is not being written.
final class FileBytes implements TextSource.Bytes {
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Path file;
  private final int most;
  private final InstantSource clock;
  private @Nullable List<Object> before;

  FileBytes(Path file, int most, InstantSource clock) {
    this.file = file;
    this.most = most;
    this.clock = clock;
  }

  @Override
  public byte @Nullable [] read(boolean isKnown) throws SourceException {
    try {
      List<Object> state = state();
      if (isKnown && state.equals(before)) {
        return null;
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(most + 1);
      }
      if (bytes.length > most) {
        throw new SourceException(
            "TooLarge",
            "it holds more than %d MiB; a database can hold more".formatted(most >> 20));
      } else if (!state().equals(state)) {
        throw new SourceException("HalfWritten", "it changed while it was read");
      }
      boolean settled =
          Files.getLastModifiedTime(file).toInstant().plus(SETTLED).isBefore(clock.instant());
      before = settled ? state : null;
      return bytes;
    } catch (NoSuchFileException e) {
      throw new SourceException("SourceGone", "its file is not there", e);
    } catch (IOException e) {
      throw new SourceException("SourceUnreadable", "its file cannot be read", e);
    }
  }

  @Override
  public void forget() {
    before = null;
  }

  private List<Object> state() throws IOException {
    return List.of(Files.size(file), Files.getLastModifiedTime(file));
  }
}
