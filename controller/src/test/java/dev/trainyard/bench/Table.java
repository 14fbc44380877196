package dev.trainyard.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// What was measured, in Markdown.
final class Table {
  private static final String HEAD =
      """
      | subject | quantity | median | min | max |
      |---|---|---:|---:|---:|
      """;

  private Table() {}

  /// A contest: what everybody took, and what became of its aims.
  static String of(Tally tally) {
    StringBuilder text = new StringBuilder("### " + tally.contest().title() + "\n\n" + HEAD);
    List<String> missing = new ArrayList<>();
    for (Subject subject : tally.contest().subjects()) {
      subject.missing().ifPresent(how -> missing.add(subject.name() + ": " + how));
      for (Quantity quantity : tally.quantities(subject.name())) {
        text.append(row(tally, subject.name(), quantity));
      }
    }
    text.append("\n");
    tally.contest().aims().forEach(aim -> text.append("- ").append(verdict(tally, aim)));
    missing.forEach(how -> text.append("- not installed: ").append(how).append("\n"));
    return text.append("\n").toString();
  }

  private static String row(Tally tally, String subject, Quantity quantity) {
    return "| %s | %s | %s | %s | %s |%n"
        .formatted(
            subject,
            quantity.unit(),
            number(tally.median(subject, quantity).orElseThrow()),
            number(tally.least(subject, quantity)),
            number(tally.most(subject, quantity)));
  }

  private static String verdict(Tally tally, Aim aim) {
    OptionalDouble reached = tally.reached(aim);
    Optional<String> peer = aim.peer();
    String unit = peer.map(name -> "x " + name).orElse(aim.quantity().unit());
    String wanted = "at most %s %s".formatted(number(aim.most()), unit);
    if (reached.isEmpty()) {
      return "%s: %s: not measured%n".formatted(aim.subject(), wanted);
    }
    String met = reached.getAsDouble() <= aim.most() ? "met" : "**not met**";
    return "%s (%s): %s, aim %s: %s%n"
        .formatted(
            aim.subject(), aim.quantity().unit(), number(reached.getAsDouble()), wanted, met);
  }

  private static String number(double value) {
    int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
