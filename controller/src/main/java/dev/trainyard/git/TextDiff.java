package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.DiffAlgorithm.SupportedAlgorithm;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/// The difference of two versions of a file, as `git apply` takes it.
public final class TextDiff {
  private static final String NOTHING = "/dev/null";

  private TextDiff() {}

  /// What was changed.
  public static String changed(String path, String before, String after) {
    return head(path, "", "b/" + path) + body(before, after);
  }

  /// The whole file, taken away.
  public static String deleted(String path, String before) {
    return head(path, "deleted file mode 100644\n", NOTHING) + body(before, "");
  }

  private static String head(String path, String mode, String after) {
    return "diff --git a/%s b/%s\n%s--- a/%s\n+++ %s\n".formatted(path, path, mode, path, after);
  }

  private static String body(String before, String after) {
    RawText a = new RawText(before.getBytes(UTF_8));
    RawText b = new RawText(after.getBytes(UTF_8));
    EditList edits =
        DiffAlgorithm.getAlgorithm(SupportedAlgorithm.HISTOGRAM)
            .diff(RawTextComparator.DEFAULT, a, b);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DiffFormatter format = new DiffFormatter(out)) {
      format.format(edits, a, b);
      format.flush();
      return out.toString(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
