package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.trainyard.model.spec.WagonSpec.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the parts one after the other, with the header lines, which must be equal, only once.
///
/// @param headerLines how many leading lines each part has of them
record Concatenation(int headerLines, LastLine lastLine) implements PartMerge {
  private static final int BUFFER_BYTES = 1 << 16;

  /// What becomes of a last line without an end.
  enum LastLine {
    /// In text it gets that end, or two lines would become one.
    ENDED,
    /// Of anything else, such as compressed files, every byte counts.
    AS_IT_IS
  }

  /// As the merge of an output declares it: text is what has header lines or says that it is text.
  static Concatenation of(Output output) {
    int headerLines = output.merge().headerLines();
    boolean isText = headerLines > 0 || output.mediaType().startsWith("text/");
    return new Concatenation(headerLines, isText ? LastLine.ENDED : LastLine.AS_IT_IS);
  }

  @Override
  public void merge(List<MergePart> parts, OutputStream out) throws IOException, JobFailure {
    @Nullable List<String> header = null;
    for (MergePart part : parts) {
      try (InputStream in = part.open()) {
        List<String> own = header(part, in);
        if (header == null) {
          header = own;
          for (String line : own) {
            out.write((line + "\n").getBytes(ISO_8859_1));
          }
        } else if (!own.equals(header)) {
          throw part.unfit("has other header lines than the parts before it");
        }
        copy(in, out);
      } catch (TextLines.LineTooLongException e) {
        throw part.unfit(e.getMessage() + "");
      }
    }
  }

  /// Reads no more of the part than its header lines.
  ///
  /// @throws JobFailure if it has not as many
  void checkHeader(MergePart part) throws IOException, JobFailure {
    try (InputStream in = part.open()) {
      header(part, in);
    } catch (TextLines.LineTooLongException e) {
      throw part.unfit(e.getMessage() + "");
    }
  }

  private List<String> header(MergePart part, InputStream in) throws IOException, JobFailure {
    TextLines lines = new TextLines(in);
    List<String> header = new ArrayList<>();
    while (header.size() < headerLines) {
      String line = lines.next();
      if (line == null) {
        throw part.unfit("has not the " + headerLines + " header lines that are kept once");
      }
      header.add(line);
    }
    return header;
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    byte last = '\n';
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
      last = count > 0 ? buffer[count - 1] : last;
    }
    if (last != '\n' && lastLine == LastLine.ENDED) {
      out.write('\n');
    }
  }
}
