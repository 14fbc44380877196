package dev.trainyard.cli;

import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunCondition;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.RunListeners;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.runs.RunColumns;
import dev.trainyard.runs.RunField;
import dev.trainyard.runs.RunSources;
import dev.trainyard.runs.SourceException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A file of runs without settings: its columns are called as the fields that the listeners of a
/// source ask for, and are of the types that they ask for.
record RunFile(List<RunField> fields) {
  private static final String RUN = "run";
  private static final int MOST_ROWS = 1_000_000;

  static RunFile of(RunListeners listeners, String source) {
    Map<String, RunField.Type> types = new TreeMap<>();
    listeners.declared().values().stream()
        .map(Declared::spec)
        .filter(listener -> listener.source().equals(source))
        .flatMap(RunFile::conditions)
        .flatMap(some -> some.entrySet().stream())
        .forEach(it -> types.merge(it.getKey(), type(it.getValue()), RunFile::both));
    return new RunFile(
        types.entrySet().stream()
            .map(it -> new RunField(it.getKey(), it.getKey(), it.getValue(), false, Map.of()))
            .toList());
  }

  private static Stream<Map<String, RunCondition>> conditions(RunListenerSpec listener) {
    RunListenerSpec.Validation validation = listener.validation();
    Stream<Map<String, RunCondition>> unless =
        validation == null ? Stream.empty() : Stream.ofNullable(validation.unless());
    return Stream.of(Stream.of(listener.match()), listener.anyOf().stream(), unless)
        .flatMap(it -> it);
  }

  /// A condition that any type can meet says nothing of it: it is a text then.
  private static RunField.Type both(RunField.Type a, RunField.Type b) {
    return a == RunField.Type.TEXT ? b : a;
  }

  private static RunField.Type type(RunCondition it) {
    boolean ordered = it.atLeast() != null || it.atMost() != null || it.below() != null;
    boolean number =
        Stream.of(
                Stream.ofNullable(it.equal()),
                Stream.ofNullable(it.in()).flatMap(List::stream),
                Stream.ofNullable(it.notIn()).flatMap(List::stream))
            .flatMap(some -> some)
            .anyMatch(Number.class::isInstance);
    if (ordered || number) {
      return RunField.Type.NUMBER;
    } else if (it.allBits() != null) {
      return RunField.Type.BITS;
    }
    return it.is() != null ? RunField.Type.FLAG : RunField.Type.TEXT;
  }

  RunTable read(Path file) throws SourceException, InterruptedException {
    RunColumns columns = new RunColumns(RUN, fields, MOST_ROWS);
    return new RunSources(columns, Duration.ofMinutes(1), InstantSource.system())
        .file(file, RunSources.Format.ofName(file.toString()))
        .read(null);
  }
}
