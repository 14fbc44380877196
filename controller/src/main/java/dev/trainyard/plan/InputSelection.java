package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.MergeList;
import dev.trainyard.model.spec.DatasetSpec.Subset;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobSplit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Chooses input files and cuts them into jobs; always the same way for the same files.
final class InputSelection {
  private static final int HASH_DIGITS = 13;
  private static final double HASH_RANGE = Math.pow(16, HASH_DIGITS);

  private InputSelection() {}

  /// `count` files spread evenly over all, or all if there are fewer.
  static List<InputFile> spread(List<InputFile> files, int count) {
    int n = files.size();
    if (n <= count) {
      return files;
    }
    return IntStream.range(0, count)
        .mapToObj(i -> files.get((int) ((long) i * n / count)))
        .toList();
  }

  /// The files of a subset. A file's place is a hash of its location alone, so that no file is ever
  /// in two subsets and none moves when others appear.
  static List<InputFile> subset(List<InputFile> files, DatasetSpec dataset, String name) {
    double from = 0;
    for (Subset subset : dataset.subsets()) {
      double to = from + subset.share();
      if (subset.name().equals(name)) {
        double low = from;
        return files.stream().filter(f -> place(f) >= low && place(f) < to).toList();
      }
      from = to;
    }
    return List.of();
  }

  private static double place(InputFile file) {
    String hex = Digest.ofParts("subset", file.location()).hex().substring(0, HASH_DIGITS);
    return Long.parseLong(hex, 16) / HASH_RANGE;
  }

  /// Cuts files into jobs by the dataset's split rule. A job never mixes runs of different merge
  /// lists, so that each list can be merged apart.
  static List<JobSplit> split(List<InputFile> files, DatasetSpec dataset) {
    Map<List<String>, List<InputFile>> groups = new LinkedHashMap<>();
    for (InputFile file : files) {
      groups.computeIfAbsent(mergeLists(file, dataset), key -> new ArrayList<>()).add(file);
    }
    List<JobSplit> jobs = new ArrayList<>();
    for (List<InputFile> group : groups.values()) {
      for (List<InputFile> inputs : chunks(group, dataset.split())) {
        jobs.add(new JobSplit(jobs.size(), inputs));
      }
    }
    return jobs;
  }

  /// Names of the merge lists that hold the file's run.
  static List<String> mergeLists(InputFile file, DatasetSpec dataset) {
    Long run = file.run();
    return dataset.mergeLists().stream()
        .filter(list -> run != null && list.runs().contains(run))
        .map(MergeList::name)
        .toList();
  }

  private static List<List<InputFile>> chunks(List<InputFile> files, DatasetSpec.Split split) {
    long mostBytes = split.bytes() == null ? Long.MAX_VALUE : split.bytes().bytes();
    int mostFiles = split.files() == null ? Integer.MAX_VALUE : split.files();
    List<List<InputFile>> chunks = new ArrayList<>();
    List<InputFile> chunk = new ArrayList<>();
    long bytes = 0;
    for (InputFile file : files) {
      // A file of unknown size is a job of its own where bytes decide.
      long size = file.size() == null && split.bytes() != null ? mostBytes : file.knownSize();
      boolean full = chunk.size() >= mostFiles || bytes + size > mostBytes;
      if (full && !chunk.isEmpty()) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        bytes = 0;
      }
      chunk.add(file);
      bytes += size;
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }
}
