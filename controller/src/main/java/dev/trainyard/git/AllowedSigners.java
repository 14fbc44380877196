package dev.trainyard.git;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.jspecify.annotations.Nullable;

/// SSH keys that may sign, as OpenSSH's `allowed_signers` has them: see ssh-keygen(1). A line that
/// is not understood is an error, never passed over.
///
/// @param file its name, for people
record AllowedSigners(String file, List<Entry> entries) {
  static final String NAMESPACE = "git";

  private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|[^\\s\"])+");
  private static final Pattern OPTION =
      Pattern.compile("([A-Za-z-]+)(?:=\"([^\"]*)\")?(?:,|$)", Pattern.CASE_INSENSITIVE);
  private static final Pattern TIME = Pattern.compile("\\d{8}(\\d{4}(\\d{2})?)?Z?");

  /// One line.
  ///
  /// @param principals patterns of names
  /// @param namespaces patterns of what may be signed; without any, all
  /// @param authority whether the key signs certificates rather than commits
  record Entry(
      String principals,
      List<String> namespaces,
      @Nullable Instant after,
      @Nullable Instant before,
      boolean authority,
      PublicKey key) {

    /// Why a signature of this key does not count, if it does not.
    Optional<String> objection(Instant time) {
      Instant from = after;
      Instant until = before;
      if (!namespaces.isEmpty() && !matches(namespaces, NAMESPACE)) {
        return Optional.of("its SSH key of %s may not sign commits".formatted(principals));
      } else if (from != null && time.isBefore(from)) {
        return Optional.of("its SSH key of %s is valid only after %s".formatted(principals, from));
      } else if (until != null && time.isAfter(until)) {
        return Optional.of("its SSH key of %s expired on %s".formatted(principals, until));
      }
      return Optional.empty();
    }

    /// Whether this entry is about a key, or about who issued a certificate.
    private boolean isOf(PublicKey other) {
      return other instanceof OpenSshCertificate certificate
          ? authority
              && KeyUtils.compareKeys(key, certificate.getCaPubKey())
              && certificate.getPrincipals().stream()
                  .anyMatch(name -> matches(List.of(principals.split(",", -1)), name))
          : !authority && KeyUtils.compareKeys(key, other);
    }
  }

  static AllowedSigners parse(String file, String text) throws UnusableKeysException {
    List<Entry> entries = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          entries.add(entry(line));
        } catch (IllegalArgumentException e) {
          throw new UnusableKeysException(
              "%s:%d: %s; write: NAME [OPTIONS] KEY-TYPE KEY, as in ssh-keygen(1)"
                  .formatted(file, i + 1, e.getMessage()));
        }
      }
    }
    return new AllowedSigners(file, entries);
  }

  private static Entry entry(String line) {
    List<String> words = WORD.matcher(line).results().map(word -> word.group()).toList();
    if (words.size() < 3) {
      throw new IllegalArgumentException("a name, a type of key and a key are expected");
    }
    Map<String, String> options = Map.of();
    int at = 1;
    if (!isKeyType(words.get(1))) {
      options = options(words.get(1));
      at = 2;
    }
    if (words.size() < at + 2) {
      throw new IllegalArgumentException("a type of key and a key are expected");
    }
    String namespaces = options.get("namespaces");
    return new Entry(
        words.getFirst().replace("\"", ""),
        namespaces == null ? List.of() : List.of(namespaces.split(",", -1)),
        time(options.get("valid-after")),
        time(options.get("valid-before")),
        options.containsKey("cert-authority"),
        key(words.get(at), words.get(at + 1)));
  }

  private static boolean isKeyType(String word) {
    return word.startsWith("ssh-") || word.startsWith("ecdsa-") || word.startsWith("sk-");
  }

  private static Map<String, String> options(String word) {
    Map<String, String> options = new java.util.HashMap<>();
    Matcher option = OPTION.matcher(word);
    int end = 0;
    while (end < word.length() && option.find(end) && option.start() == end) {
      String name = option.group(1).toLowerCase(Locale.ROOT);
      boolean isFlag = name.equals("cert-authority");
      boolean isKnown =
          isFlag || List.of("namespaces", "valid-after", "valid-before").contains(name);
      if (!isKnown || isFlag != (option.group(2) == null)) {
        throw new IllegalArgumentException("this is no option: " + shown(option.group()));
      } else if (options.put(name, isFlag ? "" : option.group(2)) != null) {
        throw new IllegalArgumentException("this option stands twice: " + name);
      }
      end = option.end();
    }
    if (end < word.length()) {
      throw new IllegalArgumentException(
          "this is neither a type of key nor options: " + shown(word));
    }
    return options;
  }

  /// Without a `Z`, in the time zone of this machine, as OpenSSH takes it.
  private static @Nullable Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!TIME.matcher(text).matches()) {
      throw new IllegalArgumentException("this is no time such as 20261231Z: " + shown(text));
    }
    boolean isUtc = text.endsWith("Z");
    String digits = (isUtc ? text.substring(0, text.length() - 1) : text) + "000000";
    try {
      return LocalDateTime.parse(
              digits.substring(0, 14), DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT))
          .atZone(isUtc ? ZoneOffset.UTC : ZoneId.systemDefault())
          .toInstant();
    } catch (DateTimeException _) {
      throw new IllegalArgumentException("there is no such time: " + shown(text));
    }
  }

  private static PublicKey key(String type, String data) {
    try {
      PublicKey key =
          PublicKeyEntry.parsePublicKeyEntry(type + " " + data)
              .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
      if (key != null && !(key instanceof OpenSshCertificate)) {
        return key;
      }
    } catch (IOException | GeneralSecurityException | RuntimeException _) {
      // Not a key, as below.
    }
    throw new IllegalArgumentException("this is not a public key: " + shown(type + " " + data));
  }

  /// Who may sign with a key at a time.
  ///
  /// @throws RefusedKeyException if nobody may
  String signer(PublicKey key, Instant time) throws RefusedKeyException {
    String reason = null;
    for (Entry entry : entries) {
      if (entry.isOf(key)) {
        Optional<String> objection = entry.objection(time);
        if (objection.isEmpty()) {
          return entry.principals;
        }
        reason = objection.get();
      }
    }
    PublicKey shown = key instanceof OpenSshCertificate it ? it.getCaPubKey() : key;
    throw new RefusedKeyException(
        reason == null
            ? "its SSH key %s is not in %s".formatted(KeyUtils.getFingerPrint(shown), file)
            : reason);
  }

  /// A key that may not sign.
  static final class RefusedKeyException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedKeyException(String message) {
      super(message);
    }
  }

  /// Whether one of the patterns matches, and none that begins with `!` does.
  private static boolean matches(List<String> patterns, String name) {
    boolean found = false;
    for (String pattern : patterns) {
      boolean negated = pattern.startsWith("!");
      if (pattern(negated ? pattern.substring(1) : pattern).matcher(name).matches()) {
        if (negated) {
          return false;
        }
        found = true;
      }
    }
    return found;
  }

  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (char c : glob.strip().toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString());
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
