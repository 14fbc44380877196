package dev.trainyard.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Text of the yard, of logs and file names, made safe to show: whatever it holds, readers see the
/// text itself and nothing else happens. It is no link, mention, HTML, table column or list, and it
/// holds no character that moves a cursor or turns the reading direction.
public final class SafeText {
  /// Longer texts are cut; the status branch is no store of logs.
  private static final int LONGEST = 1000;

  private static final int LONGEST_LOG_LINE = 300;
  private static final int MOST_LOG_LINES = 40;
  private static final int SHORTEST_FENCE = 3;

  /// A zero-width space: between `@` and a name, or in `://`, it keeps forges from seeing a mention
  /// or a link.
  private static final String BREAK = "&#8203;";

  private static final Pattern TERMINAL_SEQUENCE =
      Pattern.compile(
          "\\x1b(\\[[0-?]*[ -/]*[@-~]|][^\\x07\\x1b]*(\\x07|\\x1b\\\\)?|[^\\[\\]])?|\\x9b[0-?]*["
              + " -/]*[@-~]");
  private static final Pattern SPACES = Pattern.compile("[\\s\\u0085\\u00a0\\u2028\\u2029]+");

  /// What would make the start of a line a list item, a heading's underline or a rule.
  private static final Pattern BLOCK_MARK =
      Pattern.compile("^(\\d{1,9}(?=[.)](?:\\s|$))|(?=[-+=](?:[-+=\\s]|$)))(.)");

  /// Words that need no escape as code.
  private static final Pattern CODE =
      Pattern.compile("(?<!`)`[A-Za-z0-9${}(*][A-Za-z0-9 ._:,/${}()*=-]*(?<! )`(?!`)");

  private static final Pattern SCHEME = Pattern.compile(":(?=//)");
  private static final Pattern WWW = Pattern.compile("(?i)\\b(www)\\.");
  private static final Pattern EMOJI = Pattern.compile("(?<![0-9]):(?=[A-Za-z0-9_+-]+:)");
  private static final Pattern BACKTICKS = Pattern.compile("`+");

  private SafeText() {}

  /// One line without control characters: for terminals, and the first step of everything else.
  public static String plain(String untrusted) {
    String unstyled = TERMINAL_SEQUENCE.matcher(untrusted).replaceAll("");
    return visible(cut(SPACES.matcher(unstyled).replaceAll(" ").strip(), LONGEST));
  }

  /// Markdown that shows as this text, within a paragraph, list item, heading or table cell; plain
  /// words between backticks become code, as our own messages mean them.
  public static String inline(String untrusted) {
    String text = plain(untrusted);
    StringBuilder result = new StringBuilder();
    int end = 0;
    for (MatchResult code : CODE.matcher(text).results().toList()) {
      result.append(prose(text.substring(end, code.start()))).append(code.group());
      end = code.end();
    }
    result.append(prose(text.substring(end)));
    return BLOCK_MARK.matcher(result).replaceFirst("$1\\\\$2");
  }

  private static String prose(String text) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      result.append(c == '_' && isInsideWord(text, i) ? "_" : escaped(c));
    }
    String unlinked = SCHEME.matcher(result).replaceAll(":" + BREAK);
    unlinked = WWW.matcher(unlinked).replaceAll("$1" + BREAK + ".");
    return EMOJI.matcher(unlinked).replaceAll(":" + BREAK);
  }

  /// Markdown that shows as this text in a fixed-width font, also in table cells.
  public static String code(String untrusted) {
    String text = plain(untrusted);
    if (text.isEmpty()) {
      return "";
    }
    // No number of backticks makes `a\|b` survive a table; as escaped text it does.
    return text.indexOf('`') < 0 && text.indexOf('|') < 0
        ? "`" + text + "`"
        : "<code>" + inline(text) + "</code>";
  }

  /// The first lines of a log as a block of fixed-width text, which nothing in them can end.
  public static String fenced(List<String> untrusted) {
    return fenced(untrusted, MOST_LOG_LINES);
  }

  /// The first lines of a text, likewise.
  static String fenced(List<String> untrusted, int most) {
    List<String> lines =
        untrusted.stream().flatMap(String::lines).limit(most + 1L).map(SafeText::logLine).toList();
    String text = lines.stream().limit(most).map(l -> l + "\n").collect(Collectors.joining());
    String rest = lines.size() > most ? "...\n" : "";
    int longest =
        BACKTICKS.matcher(text).results().mapToInt(r -> r.group().length()).max().orElse(0);
    String fence = "`".repeat(Math.max(SHORTEST_FENCE, longest + 1));
    return fence + "text\n" + text + rest + fence + "\n";
  }

  /// Character data and attribute values of XML.
  public static String xml(String untrusted) {
    return plain(untrusted)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /// One segment of a relative link.
  static String urlSegment(String untrusted) {
    StringBuilder result = new StringBuilder();
    for (byte b : untrusted.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      boolean safe = c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
      result.append(safe ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return result.toString();
  }

  private static String escaped(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '|' -> "&#124;";
      case '$' -> "&#36;";
      case '@' -> "@" + BREAK;
      case '\\', '`', '*', '_', '[', ']', '~', '#', '!' -> "\\" + c;
      default -> String.valueOf(c);
    };
  }

  private static boolean isInsideWord(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && Character.isLetterOrDigit(text.charAt(at - 1))
        && Character.isLetterOrDigit(text.charAt(at + 1));
  }

  /// One line of a log without control characters, with the blanks in front of it.
  public static String logLine(String untrusted) {
    return cut(wholeLine(untrusted), LONGEST_LOG_LINE);
  }

  /// The same, however long it is.
  public static String wholeLine(String untrusted) {
    return visible(
        TERMINAL_SEQUENCE.matcher(untrusted).replaceAll("").replace("\t", "    ").stripTrailing());
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
    return text.substring(0, end) + "…";
  }

  /// The text with everything replaced that is no visible character; it keeps its spaces and its
  /// number of characters.
  public static String visible(String text) {
    return text.codePoints()
        .map(c -> isVisible(c) ? c : '\ufffd')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// Neither a control character, nor one that only steers the layout (such as the reading
  /// direction), nor half a character, nor one that XML forbids.
  private static boolean isVisible(int c) {
    int type = Character.getType(c);
    boolean isCharacter = (c & 0xfffe) != 0xfffe && (c < 0xfdd0 || c > 0xfdef);
    return isCharacter
        && type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}
