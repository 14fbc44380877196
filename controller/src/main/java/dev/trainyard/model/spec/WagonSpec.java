package dev.trainyard.model.spec;

import dev.trainyard.model.ByteSize;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One user's analysis program with its configuration.
///
/// @param analysis the analysis that it belongs to
/// @param command the program and its arguments, with `${config.x}`, `${package}` and the other
///   placeholders of [dev.trainyard.model.work.Placeholders]; no shell is involved
/// @param input how it gets its events
/// @param config typed values, handed over as a JSON file and in placeholders
/// @param subwagons named variations of the configuration, each run beside the wagon itself
/// @param dependsOn wagons whose outputs this one reads: `wagon` of the same analysis, or
///   `analysis/wagon` of a service analysis
/// @param artefacts names of the artefacts that it needs, which its train must give; read as none
///   where nothing is said
/// @param enabledOn datasets on which it is tested and rides trains that take all enabled wagons
public record WagonSpec(
    String analysis,
    String description,
    PackageChoice software,
    List<String> command,
    Input input,
    Map<String, Object> config,
    List<Subwagon> subwagons,
    List<String> dependsOn,
    @Nullable List<String> artefacts,
    List<Output> outputs,
    Success success,
    Resources resources,
    List<Enabled> enabledOn)
    implements Spec {
  public WagonSpec {
    command = List.copyOf(command);
    config = Map.copyOf(config);
    subwagons = List.copyOf(subwagons);
    dependsOn = List.copyOf(dependsOn);
    artefacts = artefacts == null ? List.of() : List.copyOf(artefacts);
    outputs = List.copyOf(outputs);
    enabledOn = List.copyOf(enabledOn);
  }

  @Override
  public List<String> artefacts() {
    return Objects.requireNonNull(artefacts);
  }

  /// How a wagon gets its events.
  ///
  /// @param headerLines `STREAM` only: leading lines of every file that are passed on once
  public record Input(InputMode mode, int headerLines) {
    public static final Input FILES = new Input(InputMode.FILES, 0);

    public boolean isStream() {
      return mode == InputMode.STREAM;
    }
  }

  /// The ways to get events.
  public enum InputMode {
    /// It opens the files itself, as they are.
    FILES("files"),
    /// On standard input: all files, decompressed, one after the other.
    STREAM("stream");

    private final String word;

    InputMode(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// The package and its version: a tag, or `latest` for the newest matching tag.
  public record PackageChoice(String name, String tag) {
    public static final String LATEST = "latest";

    public boolean isLatest() {
      return tag.equals(LATEST);
    }
  }

  /// A named variation: these configuration values replace the wagon's own.
  public record Subwagon(String name, Map<String, Object> config) {
    public Subwagon {
      config = Map.copyOf(config);
    }
  }

  /// One file that the wagon writes into its output folder.
  ///
  /// @param derived whether it is data that a dataset can be made of
  public record Output(String file, String mediaType, Merge merge, boolean derived) {}

  /// How the outputs of all jobs become one.
  ///
  /// @param keys `SUM` only: the columns that identify a row; all others are added
  /// @param headerLines `CONCATENATE` only: leading lines that are kept once
  /// @param command `COMMAND` only: the program; it gets the parts as arguments after its own words
  ///   and writes the merged file to standard output
  public record Merge(MergeKind kind, List<String> keys, int headerLines, List<String> command) {
    public Merge {
      keys = List.copyOf(keys);
      command = List.copyOf(command);
    }
  }

  /// The ways to merge.
  public enum MergeKind {
    /// Comma-separated histograms: rows of equal keys are added, in exact decimal arithmetic.
    SUM("sum"),
    /// One part after the other in input order.
    CONCATENATE("concatenate"),
    /// JSON: numbers are added, lists joined, objects merged; other values must be equal.
    JSON("json"),
    /// The wagon's own merge program.
    COMMAND("command"),
    /// Not merged: the parts stay as they are, one per job.
    NONE("none");

    private final String word;

    MergeKind(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// When a run of the wagon counts as a success, besides every declared output being there.
  ///
  /// @param exitCodes exit codes of success
  /// @param logMustNotContain texts whose appearance in the log means failure
  public record Success(List<Integer> exitCodes, List<String> logMustNotContain) {
    public Success {
      exitCodes = List.copyOf(exitCodes);
      logMustNotContain = List.copyOf(logMustNotContain);
    }
  }

  /// Limits of one run of the wagon in one job; they are enforced.
  ///
  /// @param memory proportional set size of its processes together
  /// @param cpu cores that it keeps busy
  /// @param time wall time
  public record Resources(ByteSize memory, int cpu, Duration time) {}

  /// Where the wagon is enabled.
  ///
  /// @param until last day, or null for ever
  /// @param mode whether one result for this content is enough
  public record Enabled(String dataset, @Nullable LocalDate until, Mode mode) {}

  /// Whether an enabled wagon rides once per content or with every train.
  public enum Mode {
    ONCE("once"),
    ALWAYS("always");

    private final String word;

    Mode(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
