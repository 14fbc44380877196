package dev.trainyard.config;

import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.Files;
import dev.trainyard.model.spec.DatasetSpec.ListedFile;
import dev.trainyard.model.spec.PipelineSpec.Over;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Tells why two samples of datasets may hold the same file, unless it is proved that they do not.
/// What it has found out of two datasets it remembers.
final class Samples {
  private static final String TOO_MANY =
      "there are too many samples or files to compare them all; make the groups smaller";

  private final YardIndex yard;
  private final Map<Set<String>, Optional<String>> ofDatasets = new HashMap<>();
  private int left;

  /// @param most how many pairs are compared, of samples and of files
  Samples(YardIndex yard, int most) {
    this.yard = yard;
    this.left = most;
  }

  /// Why two samples may hold the same file; empty if they cannot, or if a dataset is not there,
  /// which is told elsewhere.
  Optional<String> overlap(Over one, Over other) {
    Located<DatasetSpec> first = yard.datasets().get(one.dataset());
    Located<DatasetSpec> second = yard.datasets().get(other.dataset());
    if (first == null || second == null) {
      return Optional.empty();
    } else if (--left < 0) {
      return Optional.of(TOO_MANY);
    } else if (one.dataset().equals(other.dataset())) {
      return within(one, other);
    }
    Set<String> both = Set.of(one.dataset(), other.dataset());
    Optional<String> known = ofDatasets.get(both);
    if (known == null) {
      known = between(first, second);
      ofDatasets.put(both, known);
    }
    return known;
  }

  /// Different subsets of one dataset never hold the same file: each file has one place. Nor do
  /// different runs: each file has one run.
  private static Optional<String> within(Over one, Over other) {
    String subset = one.subset();
    String share = other.subset();
    List<Long> runs = one.runs();
    List<Long> others = other.runs();
    boolean apart = runs != null && others != null && Collections.disjoint(runs, others);
    if (apart || (subset != null && share != null && !subset.equals(share))) {
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
    if (files == null
        || others == null
        || files.catalogue() != null
        || others.catalogue() != null) {
      return Optional.of(
          "which files the datasets %s and %s hold is not known before they are listed"
              .formatted(one.name(), other.name()));
    }
    String pattern = files.pattern();
    if (pattern != null && pattern.equals(others.pattern()) && FilePattern.tellsRuns(pattern)) {
      Optional<Set<Long>> runs = new DatasetChecks(one, yard).knownRuns();
      Optional<Set<Long>> otherRuns = new DatasetChecks(other, yard).knownRuns();
      if (runs.isPresent() && otherRuns.isPresent()) {
        Set<Long> both = new HashSet<>(runs.get());
        both.retainAll(otherRuns.get());
        return both.stream()
            .min(Long::compare)
            .map(run -> "run %d is of both %s and %s".formatted(run, one.name(), other.name()));
      }
    }
    return compare(one.name(), locations(files), other.name(), locations(others));
  }

  private Optional<String> compare(
      String one, List<String> locations, String other, List<String> others) {
    Map<String, String> plain = new HashMap<>();
    others.stream()
        .filter(it -> !FilePattern.isWild(it))
        .forEach(it -> plain.put(FilePattern.normal(it), it));
    for (String location : locations) {
      String same = plain.get(FilePattern.normal(location));
      if (same != null) {
        return Optional.of(meeting(one, location, other, same));
      }
    }
    for (String location : locations) {
      for (String another : others) {
        if (--left < 0) {
          return Optional.of(TOO_MANY);
        } else if (FilePattern.mayMeet(location, another)) {
          return Optional.of(meeting(one, location, other, another));
        }
      }
    }
    return Optional.empty();
  }

  private static String meeting(String one, String location, String other, String another) {
    return location.equals(another)
        ? "%s is of both %s and %s".formatted(Wording.shown(location), one, other)
        : "a file may be both %s (%s) and %s (%s)"
            .formatted(Wording.shown(location), one, Wording.shown(another), other);
  }

  private static List<String> locations(Files files) {
    String pattern = files.pattern();
    List<ListedFile> list = files.list();
    return pattern != null
        ? List.of(pattern)
        : list == null ? List.of() : list.stream().map(ListedFile::location).toList();
  }
}
