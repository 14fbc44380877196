package dev.trainyard.config;

import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.spec.RunCondition;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.RunValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks for a run that two listeners would both take. If it finds none, there is none.
///
/// A run is taken if each of its fields satisfies all that both ask of it, in one of the
/// alternatives of each. For one field that is decided by trying values: the constants that are
/// named, and enough others that not all can be excluded ([#values]).
final class Exclusion {
  private static final String SOME_TEXT = "x";

  /// So many further texts or numbers as are excluded by name, and one more, are tried.
  private static final BigDecimal ONE = BigDecimal.ONE;

  /// What can be compared within a second or so; two listeners that name a thousand values each in
  /// one field take a tenth of that.
  static final long MOST_STEPS = 200_000_000;

  private static final int BASE = 50;

  /// A text that is searched may be some thousand characters long.
  private static final int SEARCH = 1000;

  private long left;

  /// @param steps how many values may be compared in all
  Exclusion(long steps) {
    this.left = steps;
  }

  /// What was found.
  sealed interface Finding {
    /// No run can be taken by both.
    record Nothing() implements Finding {}

    /// A run that both would take, in words.
    record Run(String words) implements Finding {}

    /// It would take too long to tell.
    record TooMuch() implements Finding {}
  }

  /// Looks for a run that both would take.
  Finding runOfBoth(RunListenerSpec a, RunListenerSpec b) {
    long first = Math.max(a.firstRun(), b.firstRun());
    boolean apart = !a.looksAt(first) || !b.looksAt(first);
    if (apart || fields(List.of(a.match(), b.match())).isEmpty()) {
      return left < 0 ? new Finding.TooMuch() : new Finding.Nothing();
    }
    for (Map<String, RunCondition> ofA : alternatives(a)) {
      for (Map<String, RunCondition> ofB : alternatives(b)) {
        Optional<String> run = fields(List.of(a.match(), ofA, b.match(), ofB));
        if (left < 0) {
          return new Finding.TooMuch();
        } else if (run.isPresent()) {
          return new Finding.Run(
              "run " + first + (run.get().isEmpty() ? "" : " with " + run.get()));
        }
      }
    }
    return new Finding.Nothing();
  }

  private static List<Map<String, RunCondition>> alternatives(RunListenerSpec listener) {
    return listener.anyOf().isEmpty() ? List.of(Map.of()) : listener.anyOf();
  }

  /// A value of each field that satisfies everything, if there is one.
  private Optional<String> fields(List<Map<String, RunCondition>> wanted) {
    Map<String, List<RunCondition>> byField = new TreeMap<>();
    for (Map<String, RunCondition> some : wanted) {
      some.forEach((field, it) -> byField.computeIfAbsent(field, _ -> new ArrayList<>()).add(it));
    }
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, List<RunCondition>> field : byField.entrySet()) {
      Optional<String> value = value(field.getValue());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      words.add(field.getKey() + " " + value.get());
    }
    return Optional.of(String.join(", ", words));
  }

  /// A value that satisfies all conditions on one field, in words.
  private Optional<String> value(List<RunCondition> wanted) {
    int cost = wanted.stream().mapToInt(Exclusion::cost).sum();
    Optional<String> known =
        values(wanted)
            .takeWhile(_ -> pay(cost))
            .filter(value -> wanted.stream().allMatch(it -> it.holds(value) == Truth.TRUE))
            .findFirst()
            .map(value -> words(value, wanted));
    boolean nothing = wanted.stream().allMatch(it -> it.holds(null) == Truth.TRUE);
    return known.or(() -> nothing ? Optional.of("not known") : Optional.empty());
  }

  /// What it costs to try a value, in comparisons with a constant.
  private static int cost(RunCondition it) {
    return BASE
        + (it.in() == null ? 0 : it.in().size())
        + (it.notIn() == null ? 0 : it.notIn().size())
        + (it.allBits() == null ? 0 : BASE * it.allBits().size())
        + (it.contains() == null ? 0 : SEARCH);
  }

  private boolean pay(int cost) {
    left -= cost;
    return left >= 0;
  }

  private static String words(RunValue value, List<RunCondition> wanted) {
    return switch (value) {
      case RunValue.Text(String text) -> Wording.shown(text.isEmpty() ? "''" : text);
      case RunValue.Bits _ ->
          bits(wanted).distinct().map(Wording::shown).collect(Collectors.joining("+"));
      case RunValue.Amount _, RunValue.Flag _ -> value.toString();
    };
  }

  /// Values of which at least one satisfies all conditions, if any value does.
  private static Stream<RunValue> values(List<RunCondition> wanted) {
    List<RunValue> constants = constants(wanted);
    return Stream.of(
            constants.stream(),
            Stream.of(new RunValue.Flag(true), new RunValue.Flag(false)),
            Stream.of(allBits(wanted)),
            texts(wanted, constants.size()),
            numbers(wanted, constants.size()))
        .flatMap(it -> it);
  }

  private static List<RunValue> constants(List<RunCondition> wanted) {
    List<Object> constants = new ArrayList<>();
    for (RunCondition it : wanted) {
      Optional.ofNullable(it.equal()).ifPresent(constants::add);
      Optional.ofNullable(it.in()).ifPresent(constants::addAll);
      Optional.ofNullable(it.notIn()).ifPresent(constants::addAll);
    }
    return constants.stream().map(RunCondition::value).distinct().toList();
  }

  /// All that are asked for: more bits than asked for never hurt.
  private static RunValue allBits(List<RunCondition> wanted) {
    List<String> names = bits(wanted).filter(it -> !it.startsWith("0x")).distinct().toList();
    BigInteger set =
        bits(wanted)
            .filter(it -> it.startsWith("0x"))
            .map(RunCondition::mask)
            .reduce(BigInteger.ZERO, BigInteger::or);
    Map<String, Integer> numbers = new HashMap<>();
    for (String name : names) {
      int number = numbers.size();
      numbers.put(name, number);
      set = set.setBit(number);
    }
    return new RunValue.Bits(set, numbers);
  }

  private static Stream<String> bits(List<RunCondition> wanted) {
    return wanted.stream().flatMap(it -> Stream.ofNullable(it.allBits())).flatMap(List::stream);
  }

  /// All texts that have to be contained, one after the other, and longer ones.
  private static Stream<RunValue> texts(List<RunCondition> wanted, int excluded) {
    String contained =
        wanted.stream()
            .flatMap(it -> Stream.ofNullable(it.contains()))
            .map(RunCondition.Contains::text)
            .distinct()
            .collect(Collectors.joining(" "));
    String least = contained.isEmpty() ? SOME_TEXT : contained;
    return Stream.iterate(least, text -> text + SOME_TEXT)
        .limit(excluded + 1L)
        .map(RunValue.Text::new);
  }

  /// Numbers between the bounds: whole ones first.
  private static Stream<RunValue> numbers(List<RunCondition> wanted, int excluded) {
    Optional<BigDecimal> low =
        wanted.stream()
            .flatMap(it -> Stream.ofNullable(it.atLeast()))
            .map(RunCondition::exact)
            .max(BigDecimal::compareTo);
    Optional<BigDecimal> high =
        wanted.stream()
            .flatMap(
                it -> Stream.concat(Stream.ofNullable(it.atMost()), Stream.ofNullable(it.below())))
            .map(RunCondition::exact)
            .min(BigDecimal::compareTo);
    long most = excluded + 2L;
    BigDecimal from = low.orElseGet(() -> high.orElse(ONE));
    BigDecimal step = low.isPresent() || high.isEmpty() ? ONE : ONE.negate();
    Stream<BigDecimal> whole = Stream.iterate(from, n -> n.add(step)).limit(most);
    Stream<BigDecimal> between =
        low.isPresent() && high.isPresent()
            ? Stream.iterate(middle(low.get(), high.get()), n -> middle(low.get(), n)).limit(most)
            : Stream.empty();
    return Stream.concat(whole, between).map(RunValue.Amount::new);
  }

  private static BigDecimal middle(BigDecimal a, BigDecimal b) {
    return a.add(b).divide(BigDecimal.TWO); // exact: halves of decimals are decimals
  }
}
