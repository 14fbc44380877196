package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A tag object taken apart: its signature stands behind its message, and is of all before.
///
/// @param name as the tag itself has it, which whoever moves it to another ref cannot change
/// @param content what was signed, with the signature
record SignedTag(String name, SignedCommit content) {
  private static final Pattern NAME =
      Pattern.compile("^tag (.*)$", Pattern.MULTILINE | Pattern.UNIX_LINES);
  private static final Pattern BEGIN =
      Pattern.compile(
          "^-----BEGIN (SSH|PGP) (SIGNATURE|MESSAGE)-----", Pattern.MULTILINE | Pattern.UNIX_LINES);

  /// @param raw the tag as Git stores it
  static SignedTag of(byte[] raw) {
    String text = new String(raw, ISO_8859_1);
    int body = text.indexOf("\n\n");
    Matcher name = NAME.matcher(body < 0 ? text : text.substring(0, body));
    Optional<Integer> at =
        BEGIN.matcher(text).results().map(found -> found.start()).reduce((_, last) -> last);
    SignedCommit content =
        at.map(from -> new SignedCommit(text.substring(0, from), List.of(text.substring(from))))
            .orElseGet(() -> new SignedCommit(text, List.of()));
    return new SignedTag(
        name.find() ? new String(name.group(1).getBytes(ISO_8859_1), UTF_8) : "", content);
  }
}
