package dev.trainyard.config;

import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/// The parser's words for syntax errors in plain ones.
final class YamlSyntax {
  private static final Pattern INDENTED_BY_TAB = Pattern.compile(" *\t.*", Pattern.DOTALL);

  /// What the parser says, what we say, and how to mend it; the first that fits is taken.
  private static final List<Phrase> PHRASES =
      List.of(
          new Phrase(
              "mapping values are not allowed here",
              "a colon is not allowed here",
              "check the indentation, or write a text that holds ': ' in quotes"),
          new Phrase(
              "expected <block end>",
              "this does not line up with the lines above",
              "indent the keys of one map, and the dashes of one list, equally"),
          new Phrase(
              "could not find expected ':'",
              "a key without a colon stands before this",
              "write 'key: value', or indent a long text further than its key"),
          new Phrase(
              "expected ',' or",
              "a list in [ ] or a map in { } is not closed before this",
              "close it, put commas between the entries, and write texts that hold { } [ ] in"
                  + " quotes"),
          new Phrase(
              "found unexpected end of stream",
              "a quoted text is not closed",
              "add the closing quote"),
          new Phrase(
              "found unknown escape character",
              "a text in double quotes holds an unknown escape",
              "use single quotes, or double the backslash"),
          new Phrase(
              "that cannot start any token",
              "a value cannot start with this character",
              "write the value in quotes"),
          new Phrase(
              "unexpected character found",
              "a value cannot start like this",
              "write the value in quotes"),
          new Phrase(
              "entries are not allowed here",
              "a list entry is not allowed here",
              "put the dash on a line of its own, indented like the other entries"),
          new Phrase("found duplicate", "this stands here twice", "delete one of the two"));

  private YamlSyntax() {}

  static Problem problem(String path, String text, MarkedYAMLException e) {
    Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
    Position at =
        mark == null
            ? Position.ofFile(path)
            : new Position(path, mark.getLine() + 1, mark.getColumn() + 1);
    if (mark != null && isIndentedByTab(text, mark.getLine())) {
      return Rule.YAML_SYNTAX.broken(at, "the line is indented with a tab", "use spaces");
    }
    String said = e.getProblem() == null ? "" : e.getProblem();
    return PHRASES.stream()
        .filter(phrase -> said.contains(phrase.parser))
        .findFirst()
        .map(phrase -> Rule.YAML_SYNTAX.broken(at, phrase.message, phrase.remedy))
        .orElseGet(
            () ->
                Rule.YAML_SYNTAX.broken(
                    at, "this is not YAML: " + Wording.shown(said), "check this line"));
  }

  private static boolean isIndentedByTab(String text, int line) {
    return text.lines()
        .skip(line)
        .findFirst()
        .filter(it -> INDENTED_BY_TAB.matcher(it).matches())
        .isPresent();
  }

  private record Phrase(String parser, String message, String remedy) {}
}
