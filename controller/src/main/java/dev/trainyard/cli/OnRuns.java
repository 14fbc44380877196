package dev.trainyard.cli;

import dev.trainyard.controller.RunCatalogue;
import dev.trainyard.runs.RunColumns;
import dev.trainyard.runs.RunField;
import dev.trainyard.runs.RunSource;
import dev.trainyard.runs.RunSources;
import dev.trainyard.runs.RunSources.Format;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The run sources of the settings.
final class OnRuns {
  private OnRuns() {}

  /// All of them, by name.
  static Map<String, RunCatalogue> open(SettingsFile file, InstantSource clock)
      throws InvalidSettingsException {
    Map<String, RunCatalogue> all = new HashMap<>();
    for (Map.Entry<String, Settings.RunSource> it :
        file.settings().spec().runSources().entrySet()) {
      Settings.RunSource set = it.getValue();
      try {
        all.put(it.getKey(), new RunCatalogue(source(set, file, clock), set.every(), set.limit()));
      } catch (IllegalArgumentException e) {
        throw new InvalidSettingsException("runSources." + it.getKey() + ": " + e.getMessage());
      }
    }
    return all;
  }

  private static RunSource source(Settings.RunSource set, SettingsFile file, InstantSource clock) {
    RunSources sources = new RunSources(columns(set), set.limit(), clock);
    Settings.Sqlite sqlite = set.sqlite();
    Settings.Postgresql postgresql = set.postgresql();
    String local = set.file();
    if (sqlite != null) {
      return sources.sqlite(file.path(sqlite.file()), sqlite.query());
    } else if (postgresql != null) {
      return sources.postgresql(
          postgresql.address(),
          postgresql.user(),
          () -> file.secret(postgresql.password()),
          postgresql.query());
    } else if (local != null) {
      return sources.file(file.path(local), format(set, local));
    }
    String url = Objects.requireNonNull(set.url(), "the schema wants one of them");
    return sources.web(URI.create(url), format(set, url));
  }

  private static Format format(Settings.RunSource set, String name) {
    Format format = set.format();
    return format == null ? Format.ofName(name) : format;
  }

  private static RunColumns columns(Settings.RunSource set) {
    List<RunField> fields = new ArrayList<>();
    set.fields()
        .forEach(
            (name, field) -> {
              String column = field.column();
              fields.add(
                  new RunField(
                      name,
                      column == null ? name : column,
                      field.type(),
                      field.inverted(),
                      field.bits()));
            });
    return new RunColumns(set.run(), fields, set.mostRows());
  }

  /// Files that programs of users must not read.
  static List<Path> secrets(SettingsFile file) {
    return file.settings().spec().runSources().values().stream()
        .flatMap(set -> Stream.ofNullable(set.postgresql()))
        .flatMap(it -> Stream.ofNullable(it.password().file()))
        .map(file::path)
        .toList();
  }
}
