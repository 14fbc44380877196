package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import java.util.List;

/// What must hold of every problem of a file, whatever is in the file.
record FuzzedFile(String path, String text) {
  private static final int LONGEST_MESSAGE = 2000;

  static FuzzedFile of(String path, byte[] bytes) {
    return new FuzzedFile(path, new String(bytes, UTF_8));
  }

  void check(Problem problem) {
    Position at = problem.position();
    require(at.path().equals(path), "names another file", problem);
    require(isInside(at), "lies outside of the file", problem);
    for (String text : List.of(problem.message(), problem.remedy())) {
      require(!text.isBlank() && text.length() <= LONGEST_MESSAGE, "has no good length", problem);
      require(text.codePoints().noneMatch(YamlText::isForbidden), "is unsafe to show", problem);
      require(text.indexOf('\n') < 0, "has several lines", problem);
    }
  }

  /// A position without a line stands for the file; a problem may also stand behind the last line
  /// or the end of one. A carriage return that ends the file ends no line for the parser.
  private boolean isInside(Position at) {
    if (at.line() <= 0) {
      return at.line() == 0;
    }
    List<String> lines = text.replaceFirst("\\r\\z", " ").lines().toList();
    String line = at.line() <= lines.size() ? lines.get(at.line() - 1) : "";
    return at.line() <= lines.size() + 1
        && at.column() >= 1
        && at.column() <= line.codePointCount(0, line.length()) + 1;
  }

  static void require(boolean holds, String otherwise, Object of) {
    if (!holds) {
      throw new AssertionError(otherwise + ": " + of);
    }
  }
}
