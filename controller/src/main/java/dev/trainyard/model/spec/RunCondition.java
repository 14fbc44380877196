package dev.trainyard.model.spec;

import static dev.trainyard.model.Condition.Truth.FALSE;
import static dev.trainyard.model.Condition.Truth.TRUE;
import static dev.trainyard.model.Condition.Truth.UNKNOWN;

import dev.trainyard.model.Condition.Truth;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a field of a run must be: all that is not null. Texts and numbers are as YAML has them.
///
/// @param allBits names of bits, or masks such as `0x3f`
/// @param orUnknown whether a value that is not known will do
public record RunCondition(
    @Nullable Object equal,
    @Nullable List<Object> in,
    @Nullable List<Object> notIn,
    @Nullable Contains contains,
    @Nullable List<String> allBits,
    @Nullable Number atLeast,
    @Nullable Number atMost,
    @Nullable Number below,
    @Nullable Boolean is,
    @Nullable Boolean known,
    @Nullable Boolean orUnknown) {
  private static final String MASK = "0x";

  public RunCondition {
    in = in == null ? null : List.copyOf(in);
    notIn = notIn == null ? null : List.copyOf(notIn);
    allBits = allBits == null ? null : List.copyOf(allBits);
  }

  /// A text within another.
  public record Contains(String text, boolean caseSensitive) {
    /// Whether a text holds it.
    public boolean isIn(String whole) {
      return caseSensitive
          ? whole.contains(text)
          : whole.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }
  }

  /// Whether a value is so; of a value of another type than is asked for, that is not known.
  ///
  /// @param value null if it is not known
  public Truth holds(@Nullable RunValue value) {
    if (value == null) {
      return ofNothing();
    } else if (known != null && !known) {
      return FALSE;
    }
    return all(parts(value));
  }

  private Truth ofNothing() {
    if (known != null) {
      return known ? FALSE : TRUE;
    }
    return orUnknown != null && orUnknown ? TRUE : UNKNOWN;
  }

  private List<Truth> parts(RunValue value) {
    List<Truth> parts = new ArrayList<>();
    if (equal != null) {
      parts.add(among(List.of(equal), value));
    }
    if (in != null) {
      parts.add(among(in, value));
    }
    if (notIn != null) {
      parts.add(not(among(notIn, value)));
    }
    if (contains != null) {
      parts.add(value instanceof RunValue.Text(String text) ? of(contains.isIn(text)) : UNKNOWN);
    }
    if (allBits != null) {
      parts.add(value instanceof RunValue.Bits bits ? allSet(allBits, bits) : UNKNOWN);
    }
    if (atLeast != null) {
      parts.add(
          value instanceof RunValue.Amount(var n) ? of(n.compareTo(exact(atLeast)) >= 0) : UNKNOWN);
    }
    if (atMost != null) {
      parts.add(
          value instanceof RunValue.Amount(var n) ? of(n.compareTo(exact(atMost)) <= 0) : UNKNOWN);
    }
    if (below != null) {
      parts.add(
          value instanceof RunValue.Amount(var n) ? of(n.compareTo(exact(below)) < 0) : UNKNOWN);
    }
    if (is != null) {
      parts.add(value instanceof RunValue.Flag(boolean set) ? of(set == is) : UNKNOWN);
    }
    return parts;
  }

  private static Truth among(List<Object> wanted, RunValue value) {
    boolean comparable = false;
    for (Object one : wanted) {
      switch (value) {
        case RunValue.Text(String text) when !(one instanceof Number) -> {
          comparable = true;
          if (one.toString().equals(text)) {
            return TRUE;
          }
        }
        case RunValue.Amount(BigDecimal amount) when one instanceof Number number -> {
          comparable = true;
          if (exact(number).compareTo(amount) == 0) {
            return TRUE;
          }
        }
        case RunValue.Text _, RunValue.Amount _, RunValue.Flag _, RunValue.Bits _ -> {}
      }
    }
    return comparable ? FALSE : UNKNOWN;
  }

  /// A number of YAML, to be reckoned with.
  public static BigDecimal exact(Number number) {
    return switch (number) {
      case Integer _, Long _ -> BigDecimal.valueOf(number.longValue());
      case BigDecimal exact -> exact;
      default -> new BigDecimal(number.toString());
    };
  }

  /// A text or number of YAML as a value of a field.
  public static RunValue value(Object plain) {
    return plain instanceof Number number
        ? new RunValue.Amount(exact(number))
        : new RunValue.Text(plain.toString());
  }

  private static Truth allSet(List<String> wanted, RunValue.Bits bits) {
    List<Truth> parts = new ArrayList<>();
    for (String one : wanted) {
      Integer named = bits.names().get(one);
      if (one.startsWith(MASK)) {
        BigInteger mask = mask(one);
        parts.add(of(bits.set().and(mask).equals(mask)));
      } else {
        parts.add(named == null ? UNKNOWN : of(bits.set().testBit(named)));
      }
    }
    return all(parts);
  }

  /// The bits of a mask such as `0x3f`.
  public static BigInteger mask(String text) {
    return new BigInteger(text.substring(MASK.length()), 16);
  }

  /// Whether all of these hold: one that does not decides, then one that is not known.
  public static Truth all(List<Truth> parts) {
    return parts.contains(FALSE) ? FALSE : parts.contains(UNKNOWN) ? UNKNOWN : TRUE;
  }

  /// Whether any of these holds: one that does decides, then one that is not known.
  public static Truth any(List<Truth> parts) {
    return parts.contains(TRUE) ? TRUE : parts.contains(UNKNOWN) ? UNKNOWN : FALSE;
  }

  private static Truth not(Truth truth) {
    return switch (truth) {
      case TRUE -> FALSE;
      case FALSE -> TRUE;
      case UNKNOWN -> UNKNOWN;
    };
  }

  private static Truth of(boolean holds) {
    return holds ? TRUE : FALSE;
  }
}
