package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.TextYard;
import dev.trainyard.model.spec.RunValue;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.RunRecord;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What wagons are told of their runs.
class RunFieldsTest {
  private static final List<String> FIELDS = List.of("tag", "events", "good", "bits", "gain");

  @Test
  void tellsWhatTheSourceKnowsOfTheRunsOfTheFiles() {
    Map<String, Object> meta = meta(List.of(SmallYard.file("d", 1, 7), SmallYard.file("d", 2, 9)));

    assertThat(meta)
        .containsEntry("period", "P1")
        .containsEntry(
            "runFields",
            Map.of("7", Map.of("tag", "scan", "events", 2, "good", true, "bits", "0x10")));
  }

  @Test
  void tellsNothingOfVeryManyRuns() {
    List<InputFile> files =
        LongStream.range(0, 1001).mapToObj(run -> SmallYard.file("d", (int) run, run)).toList();

    assertThat(meta(files)).containsOnlyKeys("period");
  }

  private static Map<String, Object> meta(List<InputFile> files) {
    TreeMap<Long, RunRecord> runs = new TreeMap<>();
    @Nullable RunValue[] values = {
      new RunValue.Text("scan"),
      new RunValue.Amount(new BigDecimal("2.0")),
      new RunValue.Flag(true),
      new RunValue.Bits(BigInteger.valueOf(16), Map.of()),
      null
    };
    runs.put(7L, new RunRecord(7, FIELDS, values));
    SourceView view = SourceView.read(new RunTable(FIELDS, runs));
    Snapshot yard = yard();
    var dataset = Objects.requireNonNull(yard.datasets().get("d")).spec();
    return new RunFields(yard, Map.of("s", view)).meta(dataset, files);
  }

  private static Snapshot yard() {
    String head = "apiVersion: trainyard.dev/v1\nkind: %s\nmetadata: {name: %s}\nspec: %s\n";
    return TextYard.read(
        Map.of(
            "listeners/l.yaml", head.formatted("RunListener", "l", "{source: s, firstRun: 1}"),
            "datasets/d.yaml",
                head.formatted(
                    "Dataset",
                    "d",
                    "{type: data, meta: {period: P1}, runs: {from: [{listener: l}]},"
                        + " files: {pattern: 'file:{run}/*'}}")));
  }
}
