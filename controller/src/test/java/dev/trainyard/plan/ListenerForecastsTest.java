package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.TextYard;
import dev.trainyard.model.reconcile.Impact;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.reconcile.PullView.Policy;
import dev.trainyard.model.spec.RunValue;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.RunRecord;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a pull request's preview says of listeners.
class ListenerForecastsTest {
  private static final String STARTS = "starts: {train: {dataset: d, wagons: {named: [a/w]}}}";

  @Test
  void tellsThatARenamedListenerRunsEverythingAgain() {
    List<String> notes = notes(yard("old", STARTS), yard("new", STARTS));

    assertThat(notes)
        .contains(
            "listener old goes: what runs of its trains is ended",
            "listener new takes newly 2 runs (10 12)",
            "listener new, under its new name, runs again what old has run; set firstRun if it is"
                + " not to: 2 runs (10 12)");
  }

  @Test
  void tellsWhatAChangedConditionTakesNewlyAndNoMore() {
    List<String> notes = notes(yard("scans", "lastRun: 11"), yard("scans", "firstRun: 11"));

    assertThat(notes)
        .containsExactly(
            "listener scans takes 1 run (12) of those known now",
            "listener scans takes newly 1 run (12)",
            "listener scans takes no more 1 run (10)");
  }

  @Test
  void tellsThatAListenerWithoutStartsEndsWhatItStarted() {
    List<String> notes = notes(yard("scans", STARTS), yard("scans", "description: lists"));

    assertThat(notes)
        .contains("listener scans starts nothing any more: what runs of its trains is ended");
  }

  private static List<String> notes(Snapshot before, Snapshot after) {
    Set<String> listeners = new TreeSet<>(before.listeners().declared().keySet());
    listeners.addAll(after.listeners().declared().keySet());
    Impact impact =
        new Impact(Set.of(), Set.of(), Set.of(), listeners, Set.of(), Set.of(), Set.of());
    Ready ready =
        new Ready(before.commit(), before, after, Policy.SAME, impact, Map.of(), Map.of());
    TreeMap<Long, RunRecord> runs = new TreeMap<>();
    for (long run : new long[] {10, 12}) {
      RunValue tag = new RunValue.Text("scan");
      runs.put(run, new RunRecord(run, List.of("tag"), new @Nullable RunValue[] {tag}));
    }
    RunTable table = new RunTable(List.of("tag"), runs);
    return new ListenerForecasts(ready, Map.of("s", SourceView.read(table))).notes();
  }

  private static Snapshot yard(String name, String more) {
    String first = more.contains("firstRun") ? "" : "firstRun: 1, ";
    String spec = "{source: s, %smatch: {tag: {equal: scan}}, %s}".formatted(first, more);
    String head = "apiVersion: trainyard.dev/v1\nkind: %s\nmetadata: {name: %s}\nspec: %s\n";
    String dataset =
        "{type: data, runs: {from: [{listener: " + name + "}]}, files: {pattern: 'file:{run}/*'}}";
    return TextYard.read(
        Map.of(
            "listeners/it.yaml", head.formatted("RunListener", name, spec),
            "datasets/d.yaml", head.formatted("Dataset", "d", dataset)));
  }
}
