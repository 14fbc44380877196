package dev.trainyard.engine.kubernetes;

import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.util.ArrayList;
import java.util.List;

/// A piece of a submission that is one Job. A task's place in it is its index there.
///
/// @param number counts from 0
/// @param indexes of its tasks, by place
record Part(SubmissionName name, int number, List<Integer> indexes) {
  Part {
    indexes = List.copyOf(indexes);
  }

  static List<Part> of(TaskArray array, int size) {
    List<Part> parts = new ArrayList<>();
    List<Integer> all = array.indexes();
    for (int from = 0; from < all.size(); from += size) {
      int to = Math.min(all.size(), from + size);
      parts.add(new Part(array.name(), parts.size(), all.subList(from, to)));
    }
    return parts;
  }

  /// The name of its Job.
  String job() {
    return Words.base(name) + "-" + number;
  }

  int size() {
    return indexes.size();
  }
}
