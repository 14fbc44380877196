package dev.trainyard.cli;

import dev.trainyard.model.Kind;
import dev.trainyard.model.WagonRef;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Something of a yard that has a name.
///
/// @param name as it is written in other files: of a wagon `analysis/wagon`
record Named(Kind kind, String name) implements Comparable<Named> {

  private static final String WORD = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
  private static final Pattern PROPER = Pattern.compile(WORD);
  private static final Pattern PROPER_WAGON = Pattern.compile(WORD + "/" + WORD);

  /// Whether a text is a name as the schemas want it.
  static boolean isName(String text) {
    return PROPER.matcher(text).matches();
  }

  /// Whether its name is one that may be declared; the status branch may hold others.
  boolean isProper() {
    return (kind == Kind.WAGON ? PROPER_WAGON : PROPER).matcher(name).matches();
  }

  /// The kind as people write it on a command line, such as `train`.
  static String word(Kind kind) {
    return kind.toString().toLowerCase(Locale.ROOT);
  }

  /// The word for many of a kind, such as `trains`.
  static String plural(Kind kind) {
    return kind == Kind.ANALYSIS ? "analyses" : word(kind) + "s";
  }

  WagonRef wagon() {
    return WagonRef.parse(name);
  }

  /// Whether a text on a command line can mean this.
  boolean isMeantBy(String text) {
    boolean onlyOne = kind == Kind.YARD && text.equals(word(kind));
    return onlyOne || spellings().contains(text) || text.equals(toString());
  }

  /// How it may be written: the name, with or without its kind; of a wagon also the last word.
  private List<String> spellings() {
    String full = word(kind) + "/" + name;
    String many = plural(kind) + "/" + name;
    return kind == Kind.WAGON
        ? List.of(name, full, many, name.substring(name.indexOf('/') + 1))
        : List.of(name, full, many);
  }

  /// The spelling that means nothing else: `train/NAME`.
  String unambiguous() {
    return word(kind) + "/" + name;
  }

  @Override
  public int compareTo(Named other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : name.compareTo(other.name);
  }

  /// As messages speak of it: `train NAME`.
  @Override
  public String toString() {
    return word(kind) + " " + name;
  }
}
