import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Formats all Java files of a folder, or finds those that are not: `java Format.java check|write
/// FOLDER`.
final class Format {
  private Format() {}

  public static void main(String[] args) throws IOException {
    boolean write = args[0].equals("write");
    List<Path> wrong = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(args[1]))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        if (!isFormatted(file, write)) {
          wrong.add(file);
        }
      }
    }
    Path top = Path.of("..").toRealPath();
    for (Path file : wrong) {
      System.err.println(
          (write ? "Formatted " : "Not formatted: ") + top.relativize(file.toRealPath()));
    }
    if (!write && !wrong.isEmpty()) {
      System.err.println("Mend with: mvn -q -Pformat process-sources");
      System.exit(1);
    }
  }

  private static boolean isFormatted(Path file, boolean write) throws IOException {
    String text = Files.readString(file);
    String formatted = formatted(file, text);
    if (formatted.equals(text)) {
      return true;
    }
    if (write) {
      Files.writeString(file, formatted);
    }
    return false;
  }

  private static String formatted(Path file, String text) {
    try {
      return new Formatter().formatSourceAndFixImports(text);
    } catch (FormatterException e) {
      throw new IllegalStateException(file + " cannot be formatted: " + e.getMessage(), e);
    }
  }
}
