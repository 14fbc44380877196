package dev.trainyard.forge;

import dev.trainyard.forge.ForgeApi.Note;
import java.util.List;
import java.util.Optional;

/// The one comment of ours on a pull request. It begins with a mark that readers do not see, by
/// which it is found again; only if we wrote it.
final class OurComment {
  private static final String MARK = "<!-- trainyard: this comment is kept up to date -->";
  private static final String CUT = "\n\n(Cut: a forge takes no longer comment.)";
  private static final String FENCE = "```";

  private OurComment() {}

  static String text(String markdown, int longest) {
    String text = MARK + "\n" + markdown.strip();
    return text.length() <= longest ? text : cut(text, longest);
  }

  /// At the end of a line, with what is open there closed.
  private static String cut(String text, int longest) {
    int room = longest - CUT.length() - FENCE.length() - 1;
    int end = text.lastIndexOf('\n', room);
    String kept = text.substring(0, end > MARK.length() ? end : room);
    long fences = kept.lines().filter(line -> line.startsWith(FENCE)).count();
    return kept + (fences % 2 == 0 ? "" : "\n" + FENCE) + CUT;
  }

  /// The oldest, should there be several.
  static Optional<Note> find(List<Note> notes, String self) {
    return notes.stream().filter(note -> note.author().equals(self) && isMarked(note)).findFirst();
  }

  /// Anybody can write the mark.
  static boolean isMarked(Note note) {
    return note.text().startsWith(MARK);
  }

  /// Forges differ in what they do to line ends and trailing blanks.
  static boolean same(String stands, String text) {
    return normal(stands).equals(normal(text));
  }

  private static String normal(String text) {
    return text.replace("\r\n", "\n").strip();
  }
}
