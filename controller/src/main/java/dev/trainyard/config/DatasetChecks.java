package dev.trainyard.config;

import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.Files;
import dev.trainyard.model.spec.DatasetSpec.ListedFile;
import dev.trainyard.model.spec.DatasetSpec.MergeList;
import dev.trainyard.model.spec.DatasetSpec.RunSelection;
import dev.trainyard.model.spec.DatasetSpec.RunsFrom;
import dev.trainyard.model.spec.DatasetSpec.Subset;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.RunListSpec.Run;
import dev.trainyard.model.work.MergeOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A dataset: its runs, files, subsets and merge lists.
record DatasetChecks(Located<DatasetSpec> dataset, YardIndex yard) {
  private static final String RUN = "{run}";

  /// Shares such as 0.1 and 0.9 may add up to slightly more than 1.
  private static final double ROUNDING = 1e-9;

  void addTo(List<Problem> problems) {
    checkType(problems);
    checkRunLists(problems);
    checkRunsOfFiles(problems);
    checkSubsets(problems);
    checkMergeLists(problems);
  }

  private void checkType(List<Problem> problems) {
    boolean derived = dataset.spec().type() == DatasetSpec.Type.DERIVED;
    if (derived != (dataset.spec().derivedFrom() != null)) {
      problems.add(
          dataset.broken(
              Rule.DATASET_TYPE,
              List.of("spec", "type"),
              "the dataset is of type "
                  + dataset.spec().type()
                  + (derived ? ", but has no derivedFrom" : ", but has derivedFrom"),
              derived ? "write data or mc" : "write derived"));
    }
  }

  private void checkRunLists(List<Problem> problems) {
    RunSelection selection = dataset.spec().runs();
    if (selection == null) {
      return;
    }
    boolean complete = true;
    for (int i = 0; i < selection.from().size(); i++) {
      RunsFrom from = selection.from().get(i);
      List<?> at = List.of("spec", "runs", "from", i);
      if ((from.quality() == null) != (from.runList() == null)) {
        problems.add(quality(from, at));
      }
      Optional<Problem> unknown = unknown(from, at);
      complete &= unknown.isEmpty() && from.listener() == null;
      unknown.ifPresent(problems::add);
    }
    if (complete) {
      checkSelection(selection, problems);
    }
  }

  private Optional<Problem> unknown(RunsFrom from, List<?> at) {
    String runList = from.runList();
    String listener = from.listener();
    List<Object> where = new ArrayList<>(at);
    if (runList != null && !yard.runLists().containsKey(runList)) {
      where.add("runList");
      return Optional.of(yard.unknown(dataset, where, new Claim(Kind.RUN_LIST, runList)));
    } else if (listener != null && !yard.listeners().containsKey(listener)) {
      where.add("listener");
      return Optional.of(yard.unknown(dataset, where, new Claim(Kind.RUN_LISTENER, listener)));
    }
    return Optional.empty();
  }

  private Problem quality(RunsFrom from, List<?> at) {
    return from.listener() == null
        ? dataset.broken(
            Rule.DATASET_RUNS,
            at,
            "no quality flags are chosen of the run list",
            "add quality, such as quality: [good]")
        : dataset.broken(
            Rule.DATASET_RUNS,
            at,
            "the runs of a listener carry no quality flags",
            "delete quality: all of its runs are taken");
  }

  private void checkSelection(RunSelection selection, List<Problem> problems) {
    if (selectedRuns(selection).isEmpty()) {
      problems.add(
          dataset.brokenKey(
              Rule.DATASET_RUNS,
              List.of("spec", "runs"),
              "no run is selected",
              "choose among the quality flags " + Wording.all(flags(selection))));
    }
    Set<Long> listed = listedRuns(selection);
    for (int i = 0; i < selection.exclude().size(); i++) {
      long run = selection.exclude().get(i);
      if (!listed.contains(run)) {
        problems.add(
            dataset.broken(
                Rule.DATASET_RUNS,
                List.of("spec", "runs", "exclude", i),
                "run " + run + " is excluded, but is in none of the run lists",
                "correct the number, or delete it"));
      }
    }
  }

  private void checkRunsOfFiles(List<Problem> problems) {
    Files files = dataset.spec().files();
    if (files == null) {
      return;
    }
    checkPlaceholder("pattern", files.pattern(), problems);
    checkPlaceholder("catalogue", files.catalogue(), problems);
    List<ListedFile> list = Objects.requireNonNullElse(files.list(), List.of());
    for (int i = 0; i < list.size(); i++) {
      if (dataset.spec().runs() != null && list.get(i).run() == null) {
        problems.add(
            dataset.broken(
                Rule.DATASET_RUNS,
                List.of("spec", "files", "list", i),
                "runs are selected, but this file has none",
                "add its run, or delete spec.runs"));
      }
    }
  }

  private void checkPlaceholder(String field, @Nullable String location, List<Problem> problems) {
    if (location == null) {
      return;
    }
    boolean perRun = location.contains(RUN);
    boolean selected = dataset.spec().runs() != null;
    if (perRun != selected) {
      problems.add(
          dataset.broken(
              Rule.DATASET_RUNS,
              List.of("spec", "files", field),
              perRun
                  ? "the " + field + " holds {run}, but no runs are selected"
                  : "runs are selected, but the " + field + " does not hold {run}",
              perRun ? "add spec.runs" : "add {run}, or delete spec.runs"));
    }
  }

  private void checkSubsets(List<Problem> problems) {
    List<Subset> subsets = dataset.spec().subsets();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < subsets.size(); i++) {
      if (!names.add(subsets.get(i).name())) {
        problems.add(again(Rule.DATASET_SUBSETS, "subsets", i, subsets.get(i).name()));
      }
    }
    double sum = subsets.stream().mapToDouble(Subset::share).sum();
    if (sum > 1 + ROUNDING) {
      problems.add(
          dataset.brokenKey(
              Rule.DATASET_SUBSETS,
              List.of("spec", "subsets"),
              "the shares add up to " + Math.round(sum * 1e6) / 1e6,
              "make them at most 1 together: subsets never overlap"));
    }
  }

  private void checkMergeLists(List<Problem> problems) {
    List<MergeList> lists = dataset.spec().mergeLists();
    Set<String> names = new HashSet<>(Set.of(MergeOrder.ALL));
    Optional<Set<Long>> runs = knownRuns();
    for (int i = 0; i < lists.size(); i++) {
      if (!names.add(lists.get(i).name())) {
        problems.add(again(Rule.DATASET_MERGE_LISTS, "mergeLists", i, lists.get(i).name()));
      }
      for (int j = 0; runs.isPresent() && j < lists.get(i).runs().size(); j++) {
        long run = lists.get(i).runs().get(j);
        if (!runs.get().contains(run)) {
          problems.add(notOfDataset(List.of("spec", "mergeLists", i, "runs", j), run));
        }
      }
    }
  }

  private Problem again(Rule rule, String field, int index, String name) {
    boolean reserved = name.equals(MergeOrder.ALL) && rule == Rule.DATASET_MERGE_LISTS;
    return dataset.broken(
        rule,
        List.of("spec", field, index, "name"),
        "the name " + name + (reserved ? " means the merge of everything" : " stands here again"),
        "write another name");
  }

  private Problem notOfDataset(List<?> at, long run) {
    return dataset.broken(
        Rule.DATASET_MERGE_LISTS,
        at,
        "run " + run + " is not among the runs of the dataset",
        "delete it, or select it in spec.runs");
  }

  /// The runs that files can be of; empty if that is not known here.
  Optional<Set<Long>> knownRuns() {
    RunSelection selection = dataset.spec().runs();
    Files files = dataset.spec().files();
    if (selection != null) {
      boolean complete =
          selection.from().stream()
              .map(RunsFrom::runList)
              .allMatch(name -> name != null && yard.runLists().containsKey(name));
      return complete ? Optional.of(selectedRuns(selection)) : Optional.empty();
    } else if (files != null) {
      Set<Long> runs = new TreeSet<>();
      List<ListedFile> list = Objects.requireNonNullElse(files.list(), List.of());
      list.stream().map(ListedFile::run).filter(Objects::nonNull).forEach(runs::add);
      return Optional.of(runs);
    }
    return Optional.empty();
  }

  private Set<Long> selectedRuns(RunSelection selection) {
    Set<Long> runs = new TreeSet<>();
    for (RunsFrom from : selection.from()) {
      runs(from).stream().filter(from::takes).map(Run::run).forEach(runs::add);
    }
    runs.removeAll(Set.copyOf(selection.exclude()));
    return runs;
  }

  private Set<Long> listedRuns(RunSelection selection) {
    Set<Long> runs = new TreeSet<>();
    selection.from().forEach(from -> runs(from).forEach(run -> runs.add(run.run())));
    return runs;
  }

  private Set<String> flags(RunSelection selection) {
    Set<String> flags = new TreeSet<>();
    selection.from().forEach(from -> runs(from).forEach(run -> flags.add(run.quality())));
    return flags;
  }

  private List<Run> runs(RunsFrom from) {
    String name = from.runList();
    Located<RunListSpec> runList = name == null ? null : yard.runLists().get(name);
    return runList == null ? List.of() : runList.spec().runs();
  }
}
