package dev.trainyard.plan;

import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.spec.RunCondition;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.work.RunRecord;
import dev.trainyard.model.work.RunTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one listener makes of the runs of its source. What a run is depends on nothing but the run
/// and the listener: a run that comes late, is corrected or disappears is found by looking again.
public final class RunMatch {
  private final RunListenerSpec listener;
  private final Set<Long> validated;
  private final Set<Long> bad = new HashSet<>();
  private @Nullable RunTable table;
  private Map<Long, Verdict> verdicts = Map.of();

  public RunMatch(RunListenerSpec listener) {
    this.listener = listener;
    this.validated = Set.copyOf(listener.validated());
    listener.bad().forEach(it -> bad.add(it.run()));
  }

  /// What becomes of a run.
  ///
  /// @param lacking fields whose values decide and are not known
  record Verdict(Outcome outcome, List<String> lacking) {
    static final Verdict OTHER = new Verdict(Outcome.OTHER, List.of());
    static final Verdict MATCHES = new Verdict(Outcome.MATCHES, List.of());
    static final Verdict WAITS = new Verdict(Outcome.WAITS, List.of());
    static final Verdict BAD = new Verdict(Outcome.BAD, List.of());
  }

  enum Outcome {
    /// It is not for this listener.
    OTHER,
    MATCHES,
    /// A person must validate it.
    WAITS,
    /// A person dropped it.
    BAD,
    /// It is not known yet.
    UNKNOWN
  }

  /// The runs of a table, by what becomes of them.
  ///
  /// @param unknown runs with the fields that decide
  public record Result(
      TreeSet<Long> matched,
      TreeSet<Long> waiting,
      TreeSet<Long> bad,
      TreeMap<Long, List<String>> unknown) {}

  /// Looks at a table. What it knows of the runs that were the same in the table before, it does
  /// not look at again.
  public Result of(RunTable now) {
    Result result = new Result(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeMap<>());
    Map<Long, Verdict> next = new HashMap<>();
    RunTable before = table;
    long last = listener.lastRun() == null ? Long.MAX_VALUE : listener.lastRun();
    for (RunRecord run :
        now.runs().subMap(Math.min(listener.firstRun(), last), true, last, true).values()) {
      Verdict verdict = known(run, before);
      if (verdict.outcome() != Outcome.OTHER) {
        add(run.run(), verdict, result);
      }
      next.put(run.run(), verdict);
    }
    table = now;
    verdicts = next;
    return result;
  }

  @SuppressWarnings("ReferenceEquality") // a table shares with the one before what is the same
  private Verdict known(RunRecord run, @Nullable RunTable before) {
    Verdict known = verdicts.get(run.run());
    boolean same = before != null && before.runs().get(run.run()) == run;
    return same && known != null ? known : of(run);
  }

  private static void add(long run, Verdict verdict, Result result) {
    switch (verdict.outcome()) {
      case MATCHES -> result.matched().add(run);
      case WAITS -> result.waiting().add(run);
      case BAD -> result.bad().add(run);
      case UNKNOWN -> result.unknown().put(run, verdict.lacking());
      case OTHER -> {}
    }
  }

  /// What becomes of one run.
  Verdict of(RunRecord run) {
    if (!listener.looksAt(run.run())) {
      return Verdict.OTHER;
    }
    Truth matches = RunCondition.all(List.of(all(listener.match(), run), any(run)));
    if (matches != Truth.FALSE && bad.contains(run.run())) {
      return Verdict.BAD;
    }
    return switch (matches) {
      case FALSE -> Verdict.OTHER;
      case UNKNOWN -> new Verdict(Outcome.UNKNOWN, lacking(run));
      case TRUE -> waits(run) ? Verdict.WAITS : Verdict.MATCHES;
    };
  }

  private boolean waits(RunRecord run) {
    RunListenerSpec.Validation rule = listener.validation();
    if (rule == null || validated.contains(run.run())) {
      return false;
    }
    Map<String, RunCondition> unless = rule.unless();
    return unless == null || all(unless, run) != Truth.TRUE;
  }

  private static Truth all(Map<String, RunCondition> conditions, RunRecord run) {
    List<Truth> parts = new ArrayList<>();
    conditions.forEach((field, it) -> parts.add(it.holds(run.value(field))));
    return RunCondition.all(parts);
  }

  private Truth any(RunRecord run) {
    return listener.anyOf().isEmpty()
        ? Truth.TRUE
        : RunCondition.any(listener.anyOf().stream().map(it -> all(it, run)).toList());
  }

  private List<String> lacking(RunRecord run) {
    Set<String> fields = new TreeSet<>(unknown(listener.match(), run));
    if (any(run) == Truth.UNKNOWN) {
      listener.anyOf().forEach(it -> fields.addAll(unknown(it, run)));
    }
    return List.copyOf(fields);
  }

  private static List<String> unknown(Map<String, RunCondition> conditions, RunRecord run) {
    return conditions.entrySet().stream()
        .filter(it -> it.getValue().holds(run.value(it.getKey())) == Truth.UNKNOWN)
        .map(Map.Entry::getKey)
        .toList();
  }
}
