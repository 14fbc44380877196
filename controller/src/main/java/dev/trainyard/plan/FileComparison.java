package dev.trainyard.plan;

import static java.util.stream.Collectors.toSet;

import dev.trainyard.model.work.InputFile;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Input files as they were, and as they would be.
record FileComparison(List<InputFile> before, List<InputFile> after) {

  boolean isSame() {
    return added().isEmpty() && removed().isEmpty();
  }

  List<InputFile> added() {
    return without(after, before);
  }

  List<InputFile> removed() {
    return without(before, after);
  }

  private static List<InputFile> without(List<InputFile> all, List<InputFile> others) {
    Set<String> names = others.stream().map(InputFile::name).collect(toSet());
    return all.stream().filter(file -> !names.contains(file.name())).toList();
  }

  /// What is another, for people.
  String text() {
    String lacks = added().isEmpty() ? "" : "lacks " + count(added());
    String more = removed().isEmpty() ? "" : "holds " + count(removed()) + " too many";
    return lacks + (lacks.isEmpty() || more.isEmpty() ? "" : ", ") + more;
  }

  private static String count(List<InputFile> files) {
    long runs = files.stream().map(InputFile::run).filter(Objects::nonNull).distinct().count();
    String all = files.size() == 1 ? "1 file" : files.size() + " files";
    return runs == 0 ? all : all + " of " + (runs == 1 ? "1 run" : runs + " runs");
  }
}
