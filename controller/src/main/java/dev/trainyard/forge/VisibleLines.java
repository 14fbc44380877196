package dev.trainyard.forge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines of a Markdown text that its author says in their own words: no code, no quotes,
/// nothing in HTML comments. In doubt a line is left out: a command that is not seen can be written
/// again.
final class VisibleLines {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
  private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})(.*)");

  /// A quote, and a link's definition, which is not shown: each goes on until a blank line.
  private static final Pattern BLOCK = Pattern.compile(" {0,3}(>|\\[[^\\]]*\\]:).*");

  private final List<String> visible = new ArrayList<>();
  private Place place = Place.TEXT;
  private String fence = "";

  private enum Place {
    TEXT,
    FENCED_CODE,
    PREFORMATTED,
    COMMENT,
    BLOCK
  }

  private VisibleLines() {}

  static List<String> of(String markdown) {
    VisibleLines lines = new VisibleLines();
    for (String line : LINE_END.split(markdown, -1)) {
      lines.add(line);
    }
    return lines.visible;
  }

  private void add(String line) {
    place =
        switch (place) {
          case TEXT -> text(line);
          case FENCED_CODE -> closes(line) ? Place.TEXT : place;
          case PREFORMATTED -> after(lower(line), "</pre", place);
          case COMMENT -> after(line, "-->", place);
          case BLOCK -> line.isBlank() ? Place.TEXT : place;
        };
  }

  private Place text(String line) {
    Matcher opening = FENCE.matcher(line);
    if (opening.matches()
        && !(opening.group(1).startsWith("`") && opening.group(2).contains("`"))) {
      fence = opening.group(1);
      return Place.FENCED_CODE;
    }
    if (BLOCK.matcher(line).matches()) {
      return Place.BLOCK;
    }
    int comment = line.indexOf("<!--");
    if (comment >= 0) {
      return after(line.substring(comment + 4), "-->", Place.COMMENT);
    }
    int preformatted = lower(line).indexOf("<pre");
    if (preformatted >= 0) {
      return after(lower(line).substring(preformatted), "</pre", Place.PREFORMATTED);
    }
    visible.add(line);
    return Place.TEXT;
  }

  /// Where the next line is: what ends with `end` is over, if it stands in this line, and nothing
  /// else begins behind it.
  private static Place after(String line, String end, Place otherwise) {
    int at = line.lastIndexOf(end);
    if (at < 0) {
      return otherwise;
    }
    if (line.indexOf("<!--", at) >= 0) {
      return Place.COMMENT;
    }
    return lower(line).indexOf("<pre", at) >= 0 ? Place.PREFORMATTED : Place.TEXT;
  }

  private boolean closes(String line) {
    Matcher closing = FENCE.matcher(line);
    return closing.matches() && closing.group(1).startsWith(fence) && closing.group(2).isBlank();
  }

  private static String lower(String line) {
    return line.toLowerCase(Locale.ROOT);
  }
}
