package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.SnapshotSource;
import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.controller.Memory;
import dev.trainyard.json.Json;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The file that declares a train in a working copy, and what a change of it would bring.
///
/// @param subject what people call it: `train weekly`, or `listener scans`
/// @param train as it is declared now; of a listener, what it says of all its trains
/// @param content of its file
record TrainFile(
    WorkingCopy copy,
    SnapshotReader reader,
    String subject,
    Declared<TrainSpec> train,
    String content,
    Set<String> problems) {
  private static final String CHANGED = "changed";
  private static final Pattern OF_LISTENER = Pattern.compile("(?:train/)?(.+)-([0-9]{1,13})");

  /// Finds a train in the working copy.
  ///
  /// @throws UsageException if none of this name is declared there
  static TrainFile find(Path top, String name, Json json) throws IOException, UsageException {
    WorkingCopy copy = WorkingCopy.at(top);
    SnapshotReader reader = new SnapshotReader(json);
    Snapshot yard = reader.read(copy.source());
    refuseTrainOfListener(yard, name);
    Declared<RunListenerSpec> listener = yard.listeners().declared().get(bare(name));
    Set<Kind> kinds =
        listener == null ? EnumSet.of(Kind.TRAIN) : EnumSet.of(Kind.TRAIN, Kind.RUN_LISTENER);
    Named named = YardNames.of(yard, Memory.EMPTY).find(name, kinds);
    boolean isTrain = named.kind() == Kind.TRAIN;
    Declared<TrainSpec> train =
        isTrain || listener == null
            ? Objects.requireNonNull(yard.trains().get(named.name()), name)
            : switches(listener);
    String content = Files.readString(top.resolve(train.position().path()));
    String subject = (isTrain ? "train " : "listener ") + named.name();
    return new TrainFile(copy, reader, subject, train, content, signatures(yard));
  }

  private static String bare(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  /// Whether it is a listener's, and not a train's own.
  boolean isOfListener() {
    return subject.startsWith("listener");
  }

  /// What a listener says of all its trains, as if it were one.
  private static Declared<TrainSpec> switches(Declared<RunListenerSpec> it) throws UsageException {
    RunListenerSpec.Starts starts = it.spec().starts();
    if (starts == null) {
      throw new UsageException("the run listener " + it.name() + " starts no trains");
    }
    TrainSpec spec = starts.train().of(List.of(), it.spec().suspend(), it.spec().rerun());
    return new Declared<>(it.name(), it.labels(), spec, it.position(), it.content(), it.earlier());
  }

  private static void refuseTrainOfListener(Snapshot yard, String name) throws UsageException {
    Matcher matcher = OF_LISTENER.matcher(name);
    Declared<RunListenerSpec> listener =
        matcher.matches() && !yard.trains().containsKey(name)
            ? yard.listeners().declared().get(matcher.group(1))
            : null;
    if (listener != null) {
      throw new UsageException(
          "train %s has no file of its own, it comes from the run listener %s. In %s, list run %s under held to hold it and take it off to release it, list it under again with times raised by one to run it again, or list it under bad to end it; or name the listener instead, to do it to all of its trains"
              .formatted(name, listener.name(), listener.position().path(), matcher.group(2)));
    }
  }

  /// From the top of the repository, with slashes.
  String path() {
    return train.position().path();
  }

  Path file() {
    return copy.top().resolve(path());
  }

  /// The errors that the yard would have with another content of the file and does not have now.
  ///
  /// @param changed null if the file is deleted
  List<Problem> broughtBy(@Nullable String changed) {
    SnapshotSource now = copy.source();
    List<FileEntry> files = new ArrayList<>(now.files());
    files.removeIf(file -> file.path().equals(path()));
    if (changed != null) {
      files.add(new FileEntry(path(), CHANGED));
    }
    SnapshotSource.Blobs blobs =
        (id, most) ->
            id.equals(CHANGED) && changed != null
                ? changed.getBytes(UTF_8)
                : now.blobs().read(id, most);
    Snapshot yard =
        reader.read(new SnapshotSource(now.commit(), files, blobs, now.history(), now.versions()));
    return yard.problems().stream()
        .filter(Problem::isError)
        .filter(problem -> !problems.contains(signature(problem)))
        .toList();
  }

  private static Set<String> signatures(Snapshot yard) {
    return yard.problems().stream().map(TrainFile::signature).collect(Collectors.toSet());
  }

  private static String signature(Problem problem) {
    return problem.position().path() + "\n" + problem.rule() + "\n" + problem.message();
  }
}
