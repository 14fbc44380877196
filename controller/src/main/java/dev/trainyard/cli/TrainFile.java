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
import dev.trainyard.model.spec.PipelineSpec;
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
/// @param declares what the file declares
/// @param subject what people call it: `train weekly`, or `listener scans`
/// @param train as it is declared now; of several trains, what the file says of all
/// @param content of its file
record TrainFile(
    WorkingCopy copy,
    SnapshotReader reader,
    Declares declares,
    String subject,
    Declared<TrainSpec> train,
    String content,
    Set<String> problems) {
  private static final String CHANGED = "changed";
  private static final Pattern OF_LISTENER = Pattern.compile("(?:train/)?(.+)-([0-9]{1,13})");

  /// What a file declares that trains come of.
  enum Declares {
    TRAIN("train"),
    LISTENER("listener"),
    PIPELINE("pipeline");

    private final String word;

    Declares(String word) {
      this.word = word;
    }
  }

  /// Finds a train in the working copy.
  ///
  /// @throws UsageException if none of this name is declared there
  static TrainFile find(Path top, String name, Json json) throws IOException, UsageException {
    WorkingCopy copy = WorkingCopy.at(top);
    SnapshotReader reader = new SnapshotReader(json);
    Snapshot yard = reader.read(copy.source());
    refuseTrainOfListener(yard, name);
    refuseTrainOfPipeline(yard, name);
    Declared<RunListenerSpec> listener = yard.listeners().declared().get(bare(name));
    Declared<PipelineSpec> pipeline = yard.pipelines().declared().get(bare(name));
    Set<Kind> kinds = EnumSet.of(Kind.TRAIN);
    if (listener != null) {
      kinds.add(Kind.RUN_LISTENER);
    }
    if (pipeline != null) {
      kinds.add(Kind.PIPELINE);
    }
    Named named = YardNames.of(yard, Memory.EMPTY).find(name, kinds);
    Declares declares = Declares.TRAIN;
    Declared<TrainSpec> train;
    if (named.kind() == Kind.RUN_LISTENER && listener != null) {
      declares = Declares.LISTENER;
      train = switches(listener);
    } else if (named.kind() == Kind.PIPELINE && pipeline != null) {
      declares = Declares.PIPELINE;
      train = switchesOf(pipeline);
    } else {
      train = Objects.requireNonNull(yard.trains().get(named.name()), name);
    }
    String content = Files.readString(top.resolve(train.position().path()));
    String subject = declares.word + " " + named.name();
    return new TrainFile(copy, reader, declares, subject, train, content, signatures(yard));
  }

  private static String bare(String name) {
    return name.substring(name.indexOf('/') + 1);
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

  /// What a pipeline says of all its trains, as if it were one.
  private static Declared<TrainSpec> switchesOf(Declared<PipelineSpec> it) {
    TrainSpec spec =
        it.spec().stages().getFirst().build(it.name(), it.spec().suspend(), it.spec().rerun());
    return new Declared<>(it.name(), it.labels(), spec, it.position(), it.content(), it.earlier());
  }

  private static void refuseTrainOfPipeline(Snapshot yard, String name) throws UsageException {
    String train = bare(name);
    for (Declared<PipelineSpec> it : yard.pipelines().declared().values()) {
      for (PipelineSpec.Stage stage : it.spec().stages()) {
        if (stage.trains(it.name()).contains(train) && !yard.trains().containsKey(train)) {
          throw new UsageException(
              "train %s has no file of its own, it is of stage %s of the pipeline %s. In %s, raise rerun of that stage by one to run it again, or take the stage out to end it; or name the pipeline instead, to do it to all of its trains"
                  .formatted(train, stage.name(), it.name(), it.position().path()));
        }
      }
    }
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
