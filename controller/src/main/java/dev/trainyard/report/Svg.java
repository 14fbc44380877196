package dev.trainyard.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// A drawing put together shape by shape: one line each, no scripts, nothing from elsewhere, the
/// same text for the same shapes. Texts are untrusted and made safe here.
final class Svg {
  /// Sizes of text, in pixels.
  static final int TITLE = 15;

  static final int LABEL = 12;
  static final int SMALL = 11;

  /// Widest usual letter of a sans-serif font, as a share of its size.
  private static final double LETTER = 0.6;

  private final String title;
  private final String description;
  private final int width;
  private final StringBuilder shapes = new StringBuilder();

  Svg(String title, String description, int width) {
    this.title = title;
    this.description = description;
    this.width = width;
  }

  /// A rectangle's place and size.
  record Box(double x, double y, double width, double height) {}

  /// How a text stands at its place.
  record Lettering(int size, Anchor anchor, Ink ink) {
    static Lettering left(int size, Ink ink) {
      return new Lettering(size, Anchor.START, ink);
    }

    static Lettering right(int size, Ink ink) {
      return new Lettering(size, Anchor.END, ink);
    }

    static Lettering middle(int size, Ink ink) {
      return new Lettering(size, Anchor.MIDDLE, ink);
    }
  }

  /// Which part of a text is at its place.
  enum Anchor {
    START("start"),
    MIDDLE("middle"),
    END("end");

    private final String word;

    Anchor(String word) {
      this.word = word;
    }
  }

  Svg box(Box box, Ink ink) {
    return shape(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" %s/>"
            .formatted(n(box.x), n(box.y), n(box.width), n(box.height), ink.fill()));
  }

  Svg line(double x1, double y1, double x2, double y2, Ink ink) {
    return path("M%s %sL%s %s".formatted(n(x1), n(y1), n(x2), n(y2)), 1, ink);
  }

  /// A line along a path of SVG's path language.
  Svg path(String data, double thickness, Ink ink) {
    return shape(
        "<path d=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\" stroke-linecap=\"round\" %s/>"
            .formatted(data, n(thickness), ink.stroke()));
  }

  Svg dot(double x, double y, double radius, Ink ink) {
    return shape(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" %s/>".formatted(n(x), n(y), n(radius), ink.fill()));
  }

  Svg text(double x, double y, Lettering type, String untrusted) {
    String weight = type.size == TITLE ? " font-weight=\"600\"" : "";
    return shape(
        "<text x=\"%s\" y=\"%s\" font-size=\"%d\"%s text-anchor=\"%s\" %s>%s</text>"
            .formatted(
                n(x),
                n(y),
                type.size,
                weight,
                type.anchor.word,
                type.ink.fill(),
                SafeText.xml(untrusted)));
  }

  /// The whole file, on a card of this height.
  String text(int height) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
    role="img" aria-labelledby="title description" \
    font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif">
    <title id="title">%3$s</title>
    <desc id="description">%4$s</desc>
    <style>%5$s</style>
    <rect x="0.5" y="0.5" width="%6$d" height="%7$d" rx="8" %8$s/>
    <rect x="0.5" y="0.5" width="%6$d" height="%7$d" rx="8" %9$s/>
    %10$s</svg>
    """
        .formatted(
            width,
            height,
            SafeText.xml(title),
            SafeText.xml(description),
            Ink.darkRules(),
            width - 1,
            height - 1,
            Ink.CARD.fill(),
            Ink.EDGE.stroke(),
            shapes);
  }

  /// An upper estimate of a text's width in pixels.
  static double widthOf(String text, int size) {
    return text.length() * LETTER * size;
  }

  /// A text that fits, its middle left out if it must be.
  static String fitting(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int head = (most - 1) / 2;
    return text.substring(0, head) + "…" + text.substring(text.length() - (most - 1 - head));
  }

  /// A coordinate to a tenth of a pixel, without needless zeros.
  static String n(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private Svg shape(String element) {
    shapes.append(element).append('\n');
    return this;
  }
}
