package dev.trainyard.plan;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.Subset;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Chooses input files and cuts them into jobs; always the same way for the same files.
final class InputSelection {
  private static final int HASH_DIGITS = 13;
  private static final double HASH_RANGE = Math.pow(16, HASH_DIGITS);

  private InputSelection() {}

  /// `count` files, in their order, or all if there are fewer. Which ones is decided by a hash of
  /// each name alone: a growing dataset hardly ever changes its sample, and so keeps its tests.
  static List<InputFile> sample(List<InputFile> files, int count) {
    if (files.size() <= count) {
      return files;
    }
    Comparator<InputFile> byHash =
        Comparator.comparingInt((InputFile file) -> mixed(file.name().hashCode()))
            .thenComparing(InputFile::name);
    Set<InputFile> chosen = files.stream().sorted(byHash).limit(count).collect(toUnmodifiableSet());
    return files.stream().filter(chosen::contains).toList();
  }

  /// The finaliser of MurmurHash3: neighbouring names end up far from each other.
  private static int mixed(int hash) {
    int h = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  /// The files of these runs, or all of them.
  ///
  /// @param runs null if nobody chose any
  static List<InputFile> ofRuns(List<InputFile> files, @Nullable List<Long> runs) {
    if (runs == null) {
      return files;
    }
    Set<Long> wanted = Set.copyOf(runs);
    return files.stream().filter(f -> f.run() != null && wanted.contains(f.run())).toList();
  }

  /// The files of a subset. A file's place is a hash of its name alone, so that no file is ever in
  /// two subsets and none moves when others appear.
  static List<InputFile> subset(List<InputFile> files, DatasetSpec dataset, String name) {
    double from = 0;
    for (Subset subset : dataset.subsets()) {
      double to = from + subset.share();
      if (subset.name().equals(name)) {
        double low = from;
        return files.stream()
            .filter(
                file -> {
                  double place = place(file);
                  return place >= low && place < to;
                })
            .toList();
      }
      from = to;
    }
    return List.of();
  }

  static double place(InputFile file) {
    String hex = Digest.ofParts("subset", file.name()).hex().substring(0, HASH_DIGITS);
    return Long.parseLong(hex, 16) / HASH_RANGE;
  }

  /// Cuts files into jobs by the dataset's split rule. A job never mixes runs of different merge
  /// lists, so that each list can be merged apart; and jobs follow the order of the files, so that
  /// what is concatenated does. A build is one job.
  static List<JobSplit> split(List<InputFile> files, DatasetSpec dataset) {
    if (dataset.made() != null) {
      return List.of(new JobSplit(0, files));
    }
    Map<String, Set<Long>> lists = new LinkedHashMap<>();
    dataset.mergeLists().forEach(list -> lists.put(list.name(), Set.copyOf(list.runs())));
    List<JobSplit> jobs = new ArrayList<>();
    Chunk chunk = new Chunk(dataset.split());
    for (InputFile file : files) {
      List<String> inLists = mergeLists(file, lists);
      if (!chunk.isEmpty() && (!chunk.lists.equals(inLists) || chunk.isFullFor(file))) {
        jobs.add(new JobSplit(jobs.size(), chunk.files));
        chunk = new Chunk(dataset.split());
      }
      chunk.add(file, inLists);
    }
    if (!chunk.isEmpty()) {
      jobs.add(new JobSplit(jobs.size(), chunk.files));
    }
    return jobs;
  }

  /// Names of the merge lists that hold the file's run.
  private static List<String> mergeLists(InputFile file, Map<String, Set<Long>> lists) {
    Long run = file.run();
    return lists.entrySet().stream()
        .filter(list -> run != null && list.getValue().contains(run))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The files of one job while they are gathered.
  private static final class Chunk {
    private final long mostBytes;
    private final int mostFiles;
    private final List<InputFile> files = new ArrayList<>();
    private List<String> lists = List.of();
    private long bytes;

    Chunk(DatasetSpec.Split split) {
      this.mostBytes = split.bytes() == null ? Long.MAX_VALUE : split.bytes().bytes();
      this.mostFiles = split.files() == null ? Integer.MAX_VALUE : split.files();
    }

    boolean isEmpty() {
      return files.isEmpty();
    }

    boolean isFullFor(InputFile file) {
      return files.size() >= mostFiles || size(file) > mostBytes - bytes;
    }

    void add(InputFile file, List<String> inLists) {
      lists = inLists;
      files.add(file);
      bytes = Math.min(mostBytes, bytes + size(file));
    }

    /// A file of unknown size is a job of its own where bytes decide.
    private long size(InputFile file) {
      Long size = file.size();
      return size == null && mostBytes < Long.MAX_VALUE ? mostBytes : file.knownSize();
    }
  }
}
