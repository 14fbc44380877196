package dev.trainyard.runs;

import dev.trainyard.model.spec.RunValue;
import dev.trainyard.model.work.RunRecord;
import dev.trainyard.model.work.RunTable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How the rows of a source become runs.
///
/// @param run the column that holds the run's number
/// @param mostRows a source with more is refused
public record RunColumns(String run, List<RunField> fields, int mostRows) {
  private static final int LONGEST = 10_000;

  /// The largest run that can be named in a yard's files, and in the name of a train.
  private static final long MOST = 1_000_000_000_000L;

  public RunColumns {
    fields = List.copyOf(fields);
  }

  /// A table while it is read.
  final class Reader {
    private final List<String> names = fields.stream().map(RunField::name).toList();
    private final TreeMap<Long, RunRecord> runs = new TreeMap<>();
    private final Map<RunValue, RunValue> shared = new HashMap<>();
    private final Map<String, Integer> places;
    private int rows;

    /// @param columns of the rows, in their order
    Reader(List<String> columns) throws SourceException {
      places = new HashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        places.putIfAbsent(columns.get(i).toLowerCase(Locale.ROOT), i);
      }
      List<String> wanted = new ArrayList<>(List.of(run));
      fields.forEach(field -> wanted.add(field.column()));
      for (String column : wanted) {
        if (!places.containsKey(column.toLowerCase(Locale.ROOT))) {
          throw new SourceException(
              "NoSuchColumn",
              "there is no column %s, but %s".formatted(column, String.join(", ", columns)));
        }
      }
    }

    /// Adds a row.
    ///
    /// @param row values in the order of the columns; null where nothing is known
    void add(List<? extends @Nullable Object> row) throws SourceException {
      rows++;
      if (rows > mostRows) {
        throw new SourceException(
            "TooManyRuns", "it holds more than %d rows, which mostRows allows".formatted(mostRows));
      }
      long number = number(row);
      @Nullable RunValue[] values = new RunValue[fields.size()];
      for (int i = 0; i < values.length; i++) {
        RunField field = fields.get(i);
        Object raw = row.get(place(field.column()));
        RunValue value = raw == null ? null : value(field, raw);
        values[i] = value == null ? null : shared.computeIfAbsent(value, it -> it);
      }
      if (runs.putIfAbsent(number, new RunRecord(number, names, values)) != null) {
        throw new SourceException("DuplicateRun", "run " + number + " stands in two rows");
      }
    }

    private int place(String column) {
      Integer place = places.get(column.toLowerCase(Locale.ROOT));
      return place == null ? 0 : place;
    }

    private long number(List<? extends @Nullable Object> row) throws SourceException {
      Object raw = row.get(place(run));
      try {
        long number = new BigDecimal(String.valueOf(raw).strip()).longValueExact();
        if (number >= 0 && number <= MOST) {
          return number;
        }
      } catch (ArithmeticException | NumberFormatException _) {
        // Said below.
      }
      throw unreadable(run, "run number", String.valueOf(raw));
    }

    private @Nullable RunValue value(RunField field, Object raw) throws SourceException {
      String text = raw.toString();
      if (text.length() > LONGEST) {
        throw unreadable(field.column(), "value of reasonable length", text.substring(0, 20));
      }
      boolean blank = text.isBlank();
      try {
        return switch (field.type()) {
          case TEXT -> new RunValue.Text(text);
          case NUMBER -> blank ? null : new RunValue.Amount(decimal(text.strip()));
          case FLAG -> blank ? null : new RunValue.Flag(flag(text.strip()) != field.inverted());
          case BITS -> blank ? null : new RunValue.Bits(bits(text.strip()), field.bits());
        };
      } catch (IllegalArgumentException | ArithmeticException _) {
        throw unreadable(field.column(), field.type().toString(), text);
      }
    }

    /// A number of the row, counted from 1, tells where to look.
    private SourceException unreadable(String column, String type, String text) {
      String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
      return new SourceException(
          "UnreadableValue",
          "row %d: '%s' in column %s is no %s".formatted(rows, shown, column, type));
    }

    RunTable table() {
      return new RunTable(names, runs);
    }
  }

  /// Not one that takes for ever to write out.
  private static BigDecimal decimal(String text) {
    BigDecimal number = new BigDecimal(text);
    if (Math.abs((long) number.scale()) > 100 || number.precision() > 100) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }

  private static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "true", "t", "yes", "y" -> true;
      case "0", "false", "f", "no", "n" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static BigInteger bits(String text) {
    BigInteger set =
        text.startsWith("0x") || text.startsWith("0X")
            ? new BigInteger(text.substring(2), 16)
            : decimal(text).toBigIntegerExact();
    if (set.signum() < 0 || set.bitLength() > 1024) {
      throw new IllegalArgumentException(text);
    }
    return set;
  }
}
