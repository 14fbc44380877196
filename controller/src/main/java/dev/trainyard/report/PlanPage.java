package dev.trainyard.report;

import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A plan in plain text, for terminals: item by item what would be done and why, then what waits,
/// then one line that sums it up.
public record PlanPage(Plan plan) {
  private static final int VERB = 8;
  private static final int MOST_WAGONS = 20;

  /// The whole text, ending in a line break.
  public String text() {
    List<String> lines = new ArrayList<>();
    for (Action action : plan.actions()) {
      addItem(lines, verb(action), headline(action), details(action));
    }
    Map<Cause, List<String>> waits = new LinkedHashMap<>();
    for (Plan.Wait wait : plan.waits()) {
      Cause cause = new Cause(wait.reason(), wait.message());
      waits.computeIfAbsent(cause, key -> new ArrayList<>()).add(wait.subject());
    }
    waits.forEach((cause, subjects) -> addWaits(lines, cause, subjects));
    lines.add(summary());
    plan.nextDue()
        .ifPresent(
            due ->
                lines.add(
                    "If nothing moves before, it is planned again at "
                        + Figures.timeUtc(due)
                        + "."));
    return String.join("\n", lines) + "\n";
  }

  /// Why something waits; what waits for the same is told together.
  private record Cause(String reason, String message) {}

  private static void addWaits(List<String> lines, Cause cause, List<String> subjects) {
    String headline = subjects.getFirst() + " (" + cause.reason() + ")";
    List<String> details = new ArrayList<>(List.of(cause.message()));
    if (subjects.size() > 1) {
      List<String> others = subjects.subList(1, Math.min(subjects.size(), MOST_WAGONS));
      int more = subjects.size() - 1 - others.size();
      details.add(
          "likewise: " + String.join(", ", others) + (more == 0 ? "" : " and " + more + " more"));
    }
    addItem(lines, "wait", headline, details);
  }

  private static void addItem(
      List<String> lines, String verb, String headline, List<String> details) {
    lines.add(verb + " ".repeat(VERB - verb.length()) + SafeText.plain(headline));
    details.stream()
        .map(SafeText::plain)
        .filter(detail -> !detail.isEmpty())
        .forEach(detail -> lines.add(" ".repeat(VERB) + detail));
    lines.add("");
  }

  private static String verb(Action action) {
    return switch (action) {
      case Action.Pin _ -> "pin";
      case Action.SubmitJobs _ -> "submit";
      case Action.SubmitMerge _ -> "merge";
      case Action.Steer _ -> "steer";
      case Action.Cancel _ -> "cancel";
    };
  }

  private static String headline(Action action) {
    return switch (action) {
      case Action.Pin pin -> pin.subject();
      case Action.SubmitJobs submit ->
          "%s: %s on engine %s"
              .formatted(
                  submit.subject(), Figures.count(submit.indexes().size(), "job"), submit.engine());
      case Action.SubmitMerge merge ->
          "%s: %s on engine %s"
              .formatted(
                  merge.subject(), Figures.count(merge.indexes().size(), "output"), merge.engine());
      case Action.Steer steer ->
          "%s: %s on engine %s, priority %d"
              .formatted(
                  steer.subject(),
                  steer.standing().isHeld() ? "start no more jobs" : "start jobs",
                  steer.engine(),
                  steer.standing().priority());
      case Action.Cancel cancel ->
          "%s: %s on engine %s".formatted(cancel.subject(), cancel.name(), cancel.engine());
    };
  }

  private static List<String> details(Action action) {
    List<String> details = new ArrayList<>();
    details.add("why: " + action.why());
    switch (action) {
      case Action.Pin pin -> {
        details.add(carries(pin.order(), List.of()));
        details.add(input(pin.order(), pin.order().jobs()));
      }
      case Action.SubmitJobs submit -> {
        details.add(carries(submit.order(), submit.without()));
        details.add(input(submit.order(), jobs(submit)));
        details.add(needs(submit));
        details.add("name: " + submit.name());
      }
      case Action.SubmitMerge merge -> {
        int missing = merge.merge().missing().size();
        details.add(missing == 0 ? "" : "goes without " + Figures.count(missing, "job"));
        details.add("name: " + merge.name());
      }
      case Action.Steer steer -> details.add("name: " + steer.name());
      case Action.Cancel _ -> {}
    }
    return details;
  }

  private static String carries(WorkOrder order, List<String> without) {
    List<String> names =
        order.wagons().stream()
            .map(WagonRun::name)
            .map(String::valueOf)
            .filter(name -> !without.contains(name))
            .toList();
    String first = names.stream().limit(MOST_WAGONS).collect(Collectors.joining(", "));
    int rest = names.size() - MOST_WAGONS;
    return "carries: "
        + first
        + (rest > 0 ? " and " + rest + " more" : "")
        + (without.isEmpty() ? "" : "; goes without " + String.join(", ", without));
  }

  private static String input(WorkOrder order, List<JobSplit> jobs) {
    long bytes = bytes(jobs);
    return "input: %s%s of dataset %s (%s), in %s"
        .formatted(
            Figures.count(files(jobs), "file"),
            bytes == 0 ? "" : ", " + Figures.bytes(bytes),
            order.dataset(),
            order.scope(),
            Figures.count(jobs.size(), "job"));
  }

  private static String needs(Action.SubmitJobs submit) {
    var needs = submit.needs();
    String more = submit.allowance() == 1 ? "" : ", " + submit.allowance() + " x the usual limits";
    return "each: %s, %s, at most %s%s"
        .formatted(
            Figures.count(needs.cpus(), "core"),
            needs.memory().forPeople(),
            Figures.duration(needs.time()),
            more);
  }

  private static List<JobSplit> jobs(Action.SubmitJobs submit) {
    return submit.order().jobs().stream()
        .filter(job -> submit.indexes().contains(job.index()))
        .toList();
  }

  private static long files(List<JobSplit> jobs) {
    return jobs.stream().mapToLong(job -> job.inputs().size()).sum();
  }

  private static long bytes(List<JobSplit> jobs) {
    return jobs.stream().mapToLong(JobSplit::bytes).sum();
  }

  private String summary() {
    Map<String, List<JobSplit>> byOrder = new LinkedHashMap<>();
    int outputs = 0;
    int cancelled = 0;
    for (Action action : plan.actions()) {
      switch (action) {
        // What is pinned is submitted next, unless this plan does so.
        case Action.Pin pin -> byOrder.put(pin.order().id(), pin.order().jobs());
        case Action.SubmitJobs submit ->
            byOrder.put(submit.name().value(), submitted(submit, byOrder));
        case Action.SubmitMerge merge -> outputs += merge.indexes().size();
        case Action.Steer _ -> {}
        case Action.Cancel _ -> cancelled++;
      }
    }
    List<JobSplit> jobs = byOrder.values().stream().flatMap(List::stream).toList();
    String waiting = Figures.count(plan.waits().size(), "item") + " waiting";
    if (plan.actions().isEmpty()) {
      return "Plan: nothing to do; " + waiting + ".";
    }
    return "Plan: %s to run over %s, %s to merge, %s to cancel; %s."
        .formatted(
            Figures.count(jobs.size(), "job"),
            Figures.count(files(jobs), "file"),
            Figures.count(outputs, "output"),
            Figures.count(cancelled, "submission"),
            waiting);
  }

  private static List<JobSplit> submitted(
      Action.SubmitJobs submit, Map<String, List<JobSplit>> byOrder) {
    byOrder.remove(submit.order().id());
    return jobs(submit);
  }
}
