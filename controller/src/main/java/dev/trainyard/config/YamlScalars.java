package dev.trainyard.config;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.util.regex.Pattern;

/// What a plain scalar means: the core schema of YAML 1.2, so that `no`, `on` and `12:30` are texts
/// and `010` is ten.
final class YamlScalars {
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern SPECIAL = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  private YamlScalars() {}

  /// The value of a plain scalar.
  ///
  /// @throws ArithmeticException if it is a number that does not fit
  static ValueNode resolve(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> NullNode.getInstance();
      case "true", "True", "TRUE" -> BooleanNode.TRUE;
      case "false", "False", "FALSE" -> BooleanNode.FALSE;
      default -> mayBeNumber(text.charAt(0)) ? number(text) : TextNode.valueOf(text);
    };
  }

  /// Whether a plain scalar of this text would be read back as this very text.
  static boolean isPlainText(String text) {
    try {
      return resolve(text).isTextual();
    } catch (ArithmeticException _) {
      return false;
    }
  }

  private static boolean mayBeNumber(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+';
  }

  private static ValueNode number(String text) {
    if (INTEGER.matcher(text).matches()) {
      return integer(text);
    } else if (SPECIAL.matcher(text).matches()) {
      throw new ArithmeticException("is no number that a computation can use");
    } else if (!DECIMAL.matcher(text).matches()) {
      return TextNode.valueOf(text);
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new ArithmeticException("is too large a number");
    }
    return DoubleNode.valueOf(value);
  }

  private static ValueNode integer(String text) {
    try {
      long value =
          text.startsWith("0x")
              ? Long.parseLong(text.substring(2), 16)
              : text.startsWith("0o") ? Long.parseLong(text.substring(2), 8) : Long.parseLong(text);
      return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
    } catch (NumberFormatException e) {
      throw (ArithmeticException)
          new ArithmeticException("is too large a whole number").initCause(e);
    }
  }
}
