package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.Files;
import dev.trainyard.model.spec.DatasetSpec.ListedFile;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.PipelineSpec.Over;
import dev.trainyard.model.spec.PipelineSpec.Stage;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Stages that may not read the same file: that none can be read by two of them is proved from what
/// datasets and samples say, or it is an error.
record DisjointChecks(Located<PipelineSpec> pipeline, YardIndex yard) {

  void addTo(List<Problem> problems) {
    List<List<String>> groups = pipeline.spec().disjoint();
    for (int i = 0; i < groups.size(); i++) {
      List<String> group = groups.get(i);
      for (int j = 0; j < group.size(); j++) {
        List<?> at = List.of("spec", "disjoint", i, j);
        Optional<Stage> stage = pipeline.spec().stage(group.get(j));
        if (stage.isEmpty()) {
          List<String> names = pipeline.spec().stages().stream().map(Stage::name).toList();
          problems.add(pipeline.unknown(at, "stage", group.get(j), names, "delete it here"));
        } else if (stage.get().build() != null) {
          problems.add(
              pipeline.broken(
                  Rule.PIPELINE_DISJOINT,
                  at,
                  "the stage %s is a build: it reads artefacts, and no sample"
                      .formatted(group.get(j)),
                  "delete it here"));
        } else {
          for (int k = 0; k < j; k++) {
            Optional<Stage> earlier = pipeline.spec().stage(group.get(k));
            earlier.ifPresent(it -> compare(at, it, stage.get(), problems));
          }
        }
      }
    }
  }

  private void compare(List<?> at, Stage one, Stage other, List<Problem> problems) {
    for (Over first : one.over()) {
      for (Over second : other.over()) {
        overlap(first, second)
            .ifPresent(
                why ->
                    problems.add(
                        pipeline.broken(
                            Rule.PIPELINE_DISJOINT,
                            at,
                            "the stages %s and %s may read the same file: %s"
                                .formatted(one.name(), other.name(), why),
                            "give them different subsets of one dataset, or runs or files that"
                                + " exclude each other")));
      }
    }
  }

  /// Why two samples may hold the same file; empty if they cannot, or if a dataset is not there,
  /// which is told elsewhere.
  private Optional<String> overlap(Over one, Over other) {
    Located<DatasetSpec> first = yard.datasets().get(one.dataset());
    Located<DatasetSpec> second = yard.datasets().get(other.dataset());
    if (first == null || second == null) {
      return Optional.empty();
    }
    return one.dataset().equals(other.dataset()) ? within(one, other) : between(first, second);
  }

  /// Different subsets of one dataset never hold the same file: each file has one place.
  private static Optional<String> within(Over one, Over other) {
    String subset = one.subset();
    String share = other.subset();
    boolean subsets = subset != null && share != null && !subset.equals(share);
    List<Long> runs = one.runs();
    List<Long> others = other.runs();
    boolean apart = runs != null && others != null && Collections.disjoint(runs, others);
    if (subsets || apart) {
      return Optional.empty();
    }
    return Optional.of(
        Objects.equals(subset, share)
            ? "both run over " + whole(one)
            : "%s holds files of %s"
                .formatted(
                    whole(subset == null ? one : other), whole(subset == null ? other : one)));
  }

  private static String whole(Over over) {
    return over.subset() == null
        ? "all of dataset " + over.dataset()
        : "subset %s of dataset %s".formatted(over.subset(), over.dataset());
  }

  private Optional<String> between(Located<DatasetSpec> one, Located<DatasetSpec> other) {
    Files files = one.spec().files();
    Files others = other.spec().files();
    Optional<Set<Long>> runs = new DatasetChecks(one, yard).knownRuns();
    Optional<Set<Long>> otherRuns = new DatasetChecks(other, yard).knownRuns();
    if (files == null
        || others == null
        || files.catalogue() != null
        || others.catalogue() != null) {
      return Optional.of(
          "which files the datasets %s and %s hold is not known before they are listed"
              .formatted(one.name(), other.name()));
    }
    boolean oneRule = files.pattern() != null && files.pattern().equals(others.pattern());
    if (oneRule && runs.isPresent() && otherRuns.isPresent()) {
      Set<Long> both = new HashSet<>(runs.get());
      both.retainAll(otherRuns.get());
      return both.stream()
          .min(Long::compare)
          .map(run -> "run %d is of both %s and %s".formatted(run, one.name(), other.name()));
    }
    for (String location : locations(files)) {
      for (String another : locations(others)) {
        if (FilePattern.mayMeet(location, another)) {
          return Optional.of(
              location.equals(another)
                  ? "%s is of both %s and %s"
                      .formatted(Wording.shown(location), one.name(), other.name())
                  : "a file may be both %s (%s) and %s (%s)"
                      .formatted(
                          Wording.shown(location),
                          one.name(),
                          Wording.shown(another),
                          other.name()));
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> locations(Files files) {
    String pattern = files.pattern();
    List<ListedFile> list = files.list();
    return pattern != null
        ? List.of(pattern)
        : list == null ? List.of() : list.stream().map(ListedFile::location).toList();
  }
}
