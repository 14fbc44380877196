package dev.trainyard.runs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.work.RunTable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/// A file of comma-separated values or JSON, wherever it is.
final class TextSource implements RunSource {
  private final Bytes bytes;
  private final Format format;
  private final RunColumns columns;

  /// Where the text comes from.
  @FunctionalInterface
  interface Bytes {
    /// The whole of it, or null if it surely is what it was before.
    byte @Nullable [] read(boolean isKnown) throws SourceException, InterruptedException;

    /// What was read is not believed: next time it is not what it was before.
    default void forget() {}
  }

  /// How the text is read.
  @FunctionalInterface
  interface Format {
    RunTable table(String text, RunColumns columns) throws SourceException;
  }

  TextSource(Bytes bytes, Format format, RunColumns columns) {
    this.bytes = bytes;
    this.format = format;
    this.columns = columns;
  }

  @Override
  public RunTable read(@Nullable RunTable before) throws SourceException, InterruptedException {
    byte[] now = bytes.read(before != null);
    if (now == null && before != null) {
      return before;
    }
    boolean isBelieved = false;
    try {
      String text =
          UTF_8.newDecoder().decode(ByteBuffer.wrap(now == null ? new byte[0] : now)).toString();
      RunTable table = format.table(text, columns);
      isBelieved = !table.runs().isEmpty();
      return before == null ? table : table.after(before);
    } catch (CharacterCodingException _) {
      throw new SourceException("HalfWritten", "it is no whole UTF-8 text");
    } finally {
      if (!isBelieved) {
        bytes.forget();
      }
    }
  }
}
