package dev.trainyard.plan;

import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.RunValue;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.RunRecord;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/// What wagons are told of the runs that they get: what run sources know of them, if listeners feed
/// the dataset.
///
/// @param sources by name, as they were read last
record RunFields(Snapshot yard, Map<String, SourceView> sources) {
  /// Under which key of the metadata it stands.
  static final String KEY = "runFields";

  /// Of more runs than these nothing is told: every job gets it.
  private static final int MOST_RUNS = 1000;

  /// The metadata of a dataset with what is known of the runs of these files.
  Map<String, Object> meta(DatasetSpec dataset, List<InputFile> files) {
    Map<String, Object> fields = of(dataset, files);
    if (fields.isEmpty()) {
      return dataset.meta();
    }
    Map<String, Object> meta = new HashMap<>(dataset.meta());
    meta.putIfAbsent(KEY, fields);
    return meta;
  }

  private Map<String, Object> of(DatasetSpec dataset, List<InputFile> files) {
    TreeSet<Long> runs = new TreeSet<>();
    files.stream().map(InputFile::run).filter(Objects::nonNull).forEach(runs::add);
    List<RunTable> tables = tables(dataset);
    Map<String, Object> all = new TreeMap<>();
    if (runs.size() <= MOST_RUNS) {
      for (RunTable table : tables) {
        for (long run : runs) {
          RunRecord record = table.runs().get(run);
          if (record != null) {
            all.putIfAbsent(Long.toString(run), values(record, table.fields()));
          }
        }
      }
    }
    return all;
  }

  private List<RunTable> tables(DatasetSpec dataset) {
    var runs = dataset.runs();
    return runs == null
        ? List.of()
        : runs.from().stream()
            .map(from -> from.listener())
            .filter(Objects::nonNull)
            .map(name -> yard.listeners().declared().get(name))
            .filter(Objects::nonNull)
            .map(listener -> sources.get(listener.spec().source()))
            .filter(Objects::nonNull)
            .flatMap(view -> view.known().stream())
            .distinct()
            .toList();
  }

  private static Map<String, Object> values(RunRecord record, List<String> fields) {
    Map<String, Object> values = new TreeMap<>();
    for (String field : fields) {
      RunValue value = record.value(field);
      if (value != null) {
        values.put(field, plain(value));
      }
    }
    return values;
  }

  /// As JSON has it.
  private static Object plain(RunValue value) {
    return switch (value) {
      case RunValue.Text(String text) -> text;
      case RunValue.Flag(boolean set) -> set;
      case RunValue.Bits _ -> value.toString();
      case RunValue.Amount(BigDecimal number) -> number(number);
    };
  }

  private static Object number(BigDecimal number) {
    try {
      return number.intValueExact();
    } catch (ArithmeticException _) {
      return number.doubleValue();
    }
  }
}
