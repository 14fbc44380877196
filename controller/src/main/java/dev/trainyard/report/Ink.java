package dev.trainyard.report;

import java.util.Locale;

/// The colours of charts: one for light and one for dark surroundings, both readable on the card
/// that every chart draws for itself.
enum Ink {
  CARD("#ffffff", "#161b22"),
  EDGE("#d0d7de", "#3d444d"),
  GRID("#e6eaef", "#2a313c"),
  TEXT("#1f2328", "#f0f6fc"),
  MUTED("#59636e", "#9ea7b1"),
  BLUE("#3572c6", "#5b9bf0"),
  ORANGE("#c8701a", "#e79a4e"),
  GREEN("#2b8a57", "#4cb782"),
  PURPLE("#8250c4", "#b08cf0"),
  RED("#cf3644", "#f0717b"),
  GREY("#a7b0ba", "#5f6a76");

  private final String light;
  private final String dark;

  Ink(String light, String dark) {
    this.light = light;
    this.dark = dark;
  }

  /// Attributes that fill a shape; the class lets a dark surrounding change the colour.
  String fill() {
    return "class=\"%s\" fill=\"%s\"".formatted(word(), light);
  }

  /// Attributes that draw a line.
  String stroke() {
    return "class=\"%s-line\" fill=\"none\" stroke=\"%s\"".formatted(word(), light);
  }

  /// Rules for a dark surrounding.
  static String darkRules() {
    StringBuilder rules = new StringBuilder("@media (prefers-color-scheme: dark) {");
    for (Ink ink : values()) {
      rules.append(".%1$s{fill:%2$s}.%1$s-line{stroke:%2$s}".formatted(ink.word(), ink.dark));
    }
    return rules.append('}').toString();
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
