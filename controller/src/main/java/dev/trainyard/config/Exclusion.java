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

  private Exclusion() {}

  /// A run that both would take, in words; empty if there can be none.
  static Optional<String> runOfBoth(RunListenerSpec a, RunListenerSpec b) {
    long first = Math.max(a.firstRun(), b.firstRun());
    if (!a.looksAt(first) || !b.looksAt(first)) {
      return Optional.empty();
    }
    for (Map<String, RunCondition> ofA : alternatives(a)) {
      for (Map<String, RunCondition> ofB : alternatives(b)) {
        Optional<String> run =
            fields(List.of(a.match(), ofA, b.match(), ofB))
                .map(fields -> "run " + first + (fields.isEmpty() ? "" : " with " + fields));
        if (run.isPresent()) {
          return run;
        }
      }
    }
    return Optional.empty();
  }

  private static List<Map<String, RunCondition>> alternatives(RunListenerSpec listener) {
    return listener.anyOf().isEmpty() ? List.of(Map.of()) : listener.anyOf();
  }

  /// A value of each field that satisfies everything, if there is one.
  private static Optional<String> fields(List<Map<String, RunCondition>> wanted) {
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
  private static Optional<String> value(List<RunCondition> wanted) {
    Optional<String> known =
        values(wanted)
            .filter(value -> wanted.stream().allMatch(it -> it.holds(value) == Truth.TRUE))
            .findFirst()
            .map(value -> words(value, wanted));
    boolean nothing = wanted.stream().allMatch(it -> it.holds(null) == Truth.TRUE);
    return known.or(() -> nothing ? Optional.of("not known") : Optional.empty());
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
