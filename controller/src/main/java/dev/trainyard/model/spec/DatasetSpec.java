package dev.trainyard.model.spec;

import dev.trainyard.model.ByteSize;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A list of input files, mostly of the runs of a run list.
///
/// @param meta typed values that reach the wagons through `TRAINYARD_META`
/// @param runs which runs belong to it; null where files are listed or derived without runs
/// @param files where the files are; null for derived data
/// @param derivedFrom the train output that it consists of; null unless `type` is derived
/// @param made outputs of trains, by the names of the artefacts that they are: the input of a
///   build, whose wagons run once over all of them. No file can say it; null for every other
///   dataset
/// @param split how the input is cut into jobs
/// @param scopes how many files the smaller scopes hold
/// @param subsets disjoint named shares of the files, chosen by hash of the name
/// @param mergeLists named run subsets, each merged apart besides the merge of everything
public record DatasetSpec(
    String description,
    Type type,
    State state,
    Map<String, Object> meta,
    @Nullable RunSelection runs,
    @Nullable Files files,
    @Nullable DerivedFrom derivedFrom,
    @Nullable Map<String, TrainSpec.ArtefactFrom> made,
    Split split,
    Scopes scopes,
    List<Subset> subsets,
    List<MergeList> mergeLists)
    implements Spec {
  public DatasetSpec {
    meta = Map.copyOf(meta);
    made = made == null ? null : Map.copyOf(made);
    subsets = List.copyOf(subsets);
    mergeLists = List.copyOf(mergeLists);
  }

  /// What kind of data.
  public enum Type {
    DATA("data"),
    MC("mc"),
    DERIVED("derived");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// Whether new trains and tests may use it.
  public enum State {
    ACTIVE("active"),
    DEPRECATED("deprecated");

    private final String word;

    State(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// The runs of a dataset: those of the run lists with one of the qualities, and those of the
  /// listeners, minus the excluded.
  public record RunSelection(List<RunsFrom> from, List<Long> exclude) {
    public RunSelection {
      from = List.copyOf(from);
      exclude = List.copyOf(exclude);
    }
  }

  /// Runs of one run list that carry one of these quality flags, or all runs of one listener.
  ///
  /// @param runList null if they come from a listener, as is `quality`
  /// @param listener null if they come from a run list
  public record RunsFrom(
      @Nullable String runList, @Nullable List<String> quality, @Nullable String listener) {
    public RunsFrom {
      quality = quality == null ? null : List.copyOf(quality);
    }

    /// Those of a run list.
    public RunsFrom(String runList, List<String> quality) {
      this(runList, quality, null);
    }

    /// Whether a run of the run list is wanted.
    public boolean takes(RunListSpec.Run run) {
      return quality != null && quality.contains(run.quality());
    }
  }

  /// Where the files are: exactly one of the three is set.
  ///
  /// @param pattern a `file:` location with `*` and `?` in its last parts, and `{run}` for each run
  /// @param catalogue the location of a text file per run (`{run}`) or for all: one location a
  ///   line, optionally followed by its size in bytes and its SHA-256
  /// @param list the files themselves
  public record Files(
      @Nullable String pattern, @Nullable String catalogue, @Nullable List<ListedFile> list) {
    public Files {
      list = list == null ? null : List.copyOf(list);
    }
  }

  /// A file named in the dataset itself; what is unknown is null.
  public record ListedFile(
      String location, @Nullable Long run, @Nullable Long size, @Nullable String sha256) {}

  /// The output of a wagon in an earlier train.
  public record DerivedFrom(String train, String wagon, String output) {}

  /// How input is cut into jobs: exactly one is set.
  ///
  /// @param files files per job
  /// @param bytes input bytes per job; a larger file is a job of its own
  public record Split(@Nullable Integer files, @Nullable ByteSize bytes) {}

  /// How many files, chosen by hash, the smaller scopes hold; null if there is none.
  public record Scopes(@Nullable Integer test, @Nullable Integer shortFiles) {}

  /// A named share of the files; shares of one dataset add up to at most 1 and never overlap.
  public record Subset(String name, double share) {}

  /// A named subset of runs whose outputs are also merged apart.
  public record MergeList(String name, List<Long> runs) {
    public MergeList {
      runs = List.copyOf(runs);
    }
  }
}
