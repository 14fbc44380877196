package dev.trainyard.report;

import java.util.List;
import java.util.function.Function;

/// Markdown put together block by block; a block without content leaves nothing behind. What comes
/// in is Markdown already: untrusted text goes through [SafeText] first.
final class Document {
  private final StringBuilder text = new StringBuilder();

  Document heading(String words) {
    return block("# " + words);
  }

  Document section(String words) {
    return block("## " + words);
  }

  Document subsection(String words) {
    return block("### " + words);
  }

  Document paragraph(String words) {
    return block(words);
  }

  Document table(Table table) {
    return block(table.markdown());
  }

  Document fenced(List<String> untrustedLines) {
    return untrustedLines.isEmpty() ? this : block(SafeText.fenced(untrustedLines));
  }

  Document fenced(List<String> untrustedLines, int most) {
    return untrustedLines.isEmpty() ? this : block(SafeText.fenced(untrustedLines, most));
  }

  Document list(List<String> items) {
    return block(String.join("\n", items.stream().map(item -> "- " + item).toList()));
  }

  /// A table of the first items, and how many more there are; nothing if there is no item.
  <T> Document capped(List<T> items, int most, Function<List<T>, Table> table) {
    return table(table.apply(items.stream().limit(most).toList())).andMore(items.size() - most);
  }

  /// `and 12 more`, if there are.
  Document andMore(int rest) {
    return rest <= 0 ? this : block("and " + Figures.count(rest) + " more");
  }

  String text() {
    return text.toString();
  }

  private Document block(String markdown) {
    String stripped = markdown.strip();
    if (!stripped.isEmpty()) {
      text.append(text.isEmpty() ? "" : "\n").append(stripped).append('\n');
    }
    return this;
  }
}
