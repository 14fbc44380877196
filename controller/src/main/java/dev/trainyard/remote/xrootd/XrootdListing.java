package dev.trainyard.remote.xrootd;

import dev.trainyard.remote.Remote.Entry;
import dev.trainyard.remote.Remote.Listing;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `xrdfs` prints, read.
final class XrootdListing {
  private static final String TIME = "(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d)";

  /// `-rw-r--r-- owner group 4 2026-11-22 09:27:56 /store/a`, as servers of version 5 tell it.
  private static final Pattern LINE =
      Pattern.compile("([-d])\\S+ +\\S+ +\\S+ +(\\d+) +" + TIME + " +(/.*)");

  /// `-rw- 2016-01-01 10:00:00 4 /store/a`, as older ones do.
  private static final Pattern OLD = Pattern.compile("([-d])\\S+ +" + TIME + " +(\\d+) +(/.*)");

  private static final Pattern SIZE = Pattern.compile("(?m)^Size: +(\\d+)$");
  private static final Pattern MODIFIED = Pattern.compile("(?m)^MTime: +" + TIME);
  private static final Pattern FLAGS = Pattern.compile("(?m)^Flags: .*\\bIsDir\\b");

  private XrootdListing() {}

  /// The children of a folder.
  ///
  /// @param top what names are relative to, with a slash at its end
  /// @throws IOException if there is a line that says something else
  static Listing children(String text, String top, String begin, String after) throws IOException {
    List<Entry> files = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher now = LINE.matcher(line);
      Matcher old = OLD.matcher(line);
      if (now.matches()) {
        long size = Long.parseLong(now.group(2));
        add(now.group(1), now.group(5), size, time(now, 3), top, files, folders);
      } else if (old.matches()) {
        long size = Long.parseLong(old.group(4));
        add(old.group(1), old.group(5), size, time(old, 2), top, files, folders);
      } else if (!line.isBlank()) {
        throw new IOException("a listing has a line that is not understood: " + line);
      }
    }
    files.removeIf(file -> !isWanted(file.name(), begin, after));
    folders.removeIf(folder -> !isWanted(folder, begin, after));
    files.sort(Comparator.comparing(Entry::name));
    folders.sort(Comparator.naturalOrder());
    return new Listing(files, folders);
  }

  private static void add(
      String kind,
      String path,
      long size,
      Instant modified,
      String top,
      List<Entry> files,
      List<String> folders) {
    if (path.startsWith(top)) {
      String name = path.substring(top.length());
      if (kind.equals("d")) {
        folders.add(name);
      } else {
        files.add(new Entry(name, size, modified));
      }
    }
  }

  private static boolean isWanted(String name, String begin, String after) {
    String own = name.substring(name.lastIndexOf('/') + 1);
    return own.startsWith(begin) && (after.isEmpty() || own.compareTo(after) > 0);
  }

  /// One file; nothing if it is a folder.
  static Optional<Entry> file(String text, String name) {
    Matcher size = SIZE.matcher(text);
    Matcher modified = MODIFIED.matcher(text);
    return size.find() && modified.find() && !FLAGS.matcher(text).find()
        ? Optional.of(new Entry(name, Long.parseLong(size.group(1)), time(modified, 1)))
        : Optional.empty();
  }

  /// The client was told to speak of UTC.
  private static Instant time(Matcher found, int group) {
    return Instant.parse(found.group(group) + "T" + found.group(group + 1) + "Z");
  }
}
