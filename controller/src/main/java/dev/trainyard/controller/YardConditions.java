package dev.trainyard.controller;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What was found out about the yard as a whole: whether remote, store and history are sound.
final class YardConditions {
  private final InstantSource clock;
  private final Journal journal;
  private final Map<String, Condition> found = new TreeMap<>();
  private final Set<String> off = new TreeSet<>();

  YardConditions(InstantSource clock, Journal journal) {
    this.clock = clock;
    this.journal = journal;
  }

  void holds(String type, String reason) {
    holds(type, reason, "");
  }

  /// @param message what to know nevertheless
  void holds(String type, String reason, String message) {
    put(type, Truth.TRUE, reason, message);
  }

  /// Nobody asks for this: what was said of it before is not to be repeated.
  void off(String type) {
    found.remove(type);
    off.add(type);
  }

  void fails(String type, String reason, String message) {
    put(type, Truth.FALSE, reason, message);
  }

  private void put(String type, Truth truth, String reason, String message) {
    Condition now = new Condition(type, truth, reason, message, clock.instant());
    off.remove(type);
    found.put(type, now);
    journal.condition(now);
  }

  /// Whether this failed when it was looked at last.
  boolean isFailing(String type) {
    Condition known = found.get(type);
    return known != null && known.status() == Truth.FALSE;
  }

  /// What was said of this last.
  String message(String type) {
    Condition known = found.get(type);
    return known == null ? "" : known.message();
  }

  Instant now() {
    return clock.instant();
  }

  /// Whether anything failed when it was looked at last.
  boolean isAnyFailing() {
    return found.values().stream().anyMatch(known -> known.status() == Truth.FALSE);
  }

  List<Condition> all() {
    return List.copyOf(found.values());
  }

  /// Those that were said before, but for what is asked for no more, and these.
  List<Condition> after(List<Condition> before) {
    List<Condition> all =
        before.stream().filter(condition -> !off.contains(condition.type())).toList();
    for (Condition condition : found.values()) {
      all = Condition.with(all, condition);
    }
    return all;
  }
}
