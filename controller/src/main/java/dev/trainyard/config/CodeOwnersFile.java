package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A CODEOWNERS file: what people wrote, and between two marks the part that is written from the
/// analyses. Of what people wrote, every byte stays.
public final class CodeOwnersFile {
  /// Where GitHub and GitLab look for it.
  public static final List<String> PLACES =
      List.of("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS");

  /// GitHub passes over larger ones.
  public static final int MOST_BYTES = 3 << 20;

  private static final String BEGIN = "# begin: owners of analyses";
  private static final String END = "# end: owners of analyses";
  private static final String WHOLE_BEGIN =
      BEGIN + ", written by `trainyard codeowners`; edit analysis.yaml instead";

  private final String path;
  private final String text;
  private final List<String> lines;

  /// @param content its bytes; none if it is yet to be
  public CodeOwnersFile(String path, byte[] content) {
    this.path = path;
    this.text = new String(content, ISO_8859_1); // each byte a character, whatever it means
    this.lines = text.lines().toList();
  }

  /// From the top of the repository.
  public String path() {
    return path;
  }

  /// Whether a part of it is written from the analyses.
  public boolean isGenerated() {
    return find(BEGIN, 0) >= 0 || find(END, 0) >= 0;
  }

  private int find(String start, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).startsWith(start)) {
        return i;
      }
    }
    return -1;
  }

  /// What is wrong with the marks, if they do not enclose one part.
  public Optional<Problem> damage() {
    int begin = find(BEGIN, 0);
    int end = find(END, 0);
    int secondBegin = begin < 0 ? -1 : find(BEGIN, begin + 1);
    int secondEnd = end < 0 ? -1 : find(END, end + 1);
    if (begin >= 0 && end < 0) {
      return Optional.of(damage(begin, "no line `" + END + "` follows", "add it after the part"));
    } else if (end >= 0 && (begin < 0 || begin > end)) {
      return Optional.of(damage(end, "no line `" + BEGIN + "` is before this", "delete this line"));
    } else if (secondBegin >= 0 || secondEnd >= 0) {
      return Optional.of(
          damage(Math.max(secondBegin, secondEnd), "this is a second such mark", "delete it"));
    }
    return Optional.empty();
  }

  private Problem damage(int line, String message, String remedy) {
    return Rule.CODE_OWNERS.broken(new Position(path, line + 1, 1), message, remedy);
  }

  /// The first thing that is not as the analyses say; nothing is wrong with a file that has no part
  /// that is written from them.
  Optional<Problem> problem(CodeOwners owners) {
    if (!isGenerated()) {
      return Optional.empty();
    }
    Optional<Problem> damage = damage();
    if (damage.isPresent()) {
      return damage;
    }
    int begin = find(BEGIN, 0);
    List<String> here = lines.subList(begin + 1, find(END, 0));
    List<String> wanted = owners.lines().stream().map(CodeOwnersFile::asBytes).toList();
    for (int i = 0; i < Math.max(here.size(), wanted.size()); i++) {
      String is = i < here.size() ? here.get(i) : null;
      String should = i < wanted.size() ? wanted.get(i) : null;
      if (!Objects.equals(is, should)) {
        return Optional.of(outOfDate(begin + 2 + i, should));
      }
    }
    return Optional.empty();
  }

  private Problem outOfDate(int line, @Nullable String should) {
    String what =
        should == null
            ? "no analysis has owners for this"
            : "the owners of the analyses want: " + Wording.shown(asText(should));
    return Rule.CODE_OWNERS.broken(
        new Position(path, line, 1), what, "run `trainyard codeowners`, and commit the file");
  }

  /// The file as it should be: its part written anew, where it is or, in a file without, as the
  /// last lines before the first of GitLab's sections, where it counts for both forges.
  ///
  /// @throws IllegalStateException if its marks are damaged
  public byte[] with(CodeOwners owners) {
    damage()
        .ifPresent(
            it -> {
              throw new IllegalStateException(it.toString());
            });
    List<String> part = new ArrayList<>();
    part.add(asBytes(WHOLE_BEGIN));
    owners.lines().forEach(line -> part.add(asBytes(line)));
    part.add(END);
    String newline = text.contains("\r\n") ? "\r\n" : "\n";
    String written = String.join(newline, part) + newline;
    int begin = find(BEGIN, 0);
    int from = begin >= 0 ? start(begin) : start(firstSection());
    int to = begin >= 0 ? start(find(END, 0) + 1) : from;
    String before = text.substring(0, from);
    String after = text.substring(to);
    if (begin >= 0) {
      return (before + written + after).getBytes(ISO_8859_1);
    }
    String gap = before.isEmpty() || before.endsWith("\n") ? "" : newline;
    String above = before.isEmpty() || before.endsWith(newline + newline) ? "" : newline;
    String below = after.isEmpty() ? "" : newline;
    return (before + gap + above + written + below + after).getBytes(ISO_8859_1);
  }

  private int firstSection() {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("[") || lines.get(i).startsWith("^[")) {
        return i;
      }
    }
    return lines.size();
  }

  /// Where a line begins in the text.
  private int start(int line) {
    int at = 0;
    for (int i = 0; i < line; i++) {
      at += lines.get(i).length();
      at += text.startsWith("\r\n", at) ? 2 : at < text.length() ? 1 : 0;
    }
    return at;
  }

  private static String asBytes(String line) {
    return new String(line.getBytes(UTF_8), ISO_8859_1);
  }

  private static String asText(String line) {
    return new String(line.getBytes(ISO_8859_1), UTF_8);
  }
}
