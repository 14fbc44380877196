package dev.trainyard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What users read: the README and the pages that it leads to.
public final class Documents {
  private static final Path README = Path.of("..", "README.md");
  private static final Path PAGES = Path.of("docs");

  private Documents() {}

  /// The README first.
  public static List<Path> all() throws IOException {
    List<Path> files = new ArrayList<>(List.of(README));
    try (Stream<Path> pages = Files.list(PAGES)) {
      pages.sorted().forEach(files::add);
    }
    return files;
  }

  /// One after the other.
  public static String text() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : all()) {
      text.append(Files.readString(file)).append('\n');
    }
    return text.toString();
  }
}
