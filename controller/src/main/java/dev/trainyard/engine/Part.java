package dev.trainyard.engine;

import dev.trainyard.model.work.Indexes;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.util.ArrayList;
import java.util.List;

/// A piece of a submission that is one thing where it runs: an array of Slurm, a Job of Kubernetes.
/// A task's place in it is its number there.
///
/// @param number counts from 0
/// @param indexes of its tasks, by place
public record Part(SubmissionName name, int number, List<Integer> indexes) {
  public Part {
    indexes = Indexes.copyOf(indexes);
  }

  /// The parts of a submission, each of at most so many tasks.
  public static List<Part> of(TaskArray array, int size) {
    List<Part> parts = new ArrayList<>();
    List<Integer> all = array.indexes();
    for (int from = 0; from < all.size(); from += size) {
      int to = Math.min(all.size(), from + size);
      parts.add(new Part(array.name(), parts.size(), all.subList(from, to)));
    }
    return List.copyOf(parts);
  }

  public int size() {
    return indexes.size();
  }

  @Override
  public String toString() {
    return name + "." + number;
  }
}
