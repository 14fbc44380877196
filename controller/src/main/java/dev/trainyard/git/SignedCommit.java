package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A commit taken apart as whoever signed it saw it.
///
/// @param signed all of the commit but its signatures, in Latin-1: a character for each byte
/// @param signatures with their armour, likewise
record SignedCommit(String signed, List<String> signatures) {
  private static final String SIGNATURE = "gpgsig ";

  /// The one over the commit's form with SHA-256 ids, which nobody asks for here.
  private static final String OTHER_SIGNATURE = "gpgsig-sha256 ";

  /// Takes a commit apart.
  ///
  /// @param raw the commit as Git stores it
  static SignedCommit of(byte[] raw) {
    String text = new String(raw, ISO_8859_1);
    int body = text.indexOf("\n\n");
    String head = body < 0 ? text : text.substring(0, body + 1);
    StringBuilder signed = new StringBuilder(text.length());
    List<String> signatures = new ArrayList<>();
    int at = 0;
    while (at < head.length()) {
      int end = field(head, at);
      String field = head.substring(at, end);
      if (field.startsWith(SIGNATURE)) {
        signatures.add(field.substring(SIGNATURE.length()).replace("\n ", "\n"));
      } else if (!field.startsWith(OTHER_SIGNATURE)) {
        signed.append(field);
      }
      at = end;
    }
    return new SignedCommit(signed + text.substring(head.length()), signatures);
  }

  /// Where a field ends that begins here; its further lines begin with a blank.
  private static int field(String head, int from) {
    int at = from;
    do {
      int newline = head.indexOf('\n', at);
      at = newline < 0 ? head.length() : newline + 1;
    } while (at < head.length() && head.charAt(at) == ' ');
    return at;
  }

  /// Its signature, if it has exactly one.
  Optional<String> signature() {
    return signatures.size() == 1 ? Optional.of(signatures.getFirst()) : Optional.empty();
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
