package dev.trainyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.RunCondition;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.RunValue;
import dev.trainyard.model.spec.Snapshot;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whether two listeners can take one run.
class ExclusionTest {
  private static final Path EXAMPLE = Path.of("../example-config-repo/calibration");
  private static final String STANDALONE = "listeners/l1calo-standalone.yaml";

  @Test
  void sevenListenersOfTheExampleTakeNoRunTwice() throws IOException {
    Snapshot yard = TextYard.read(example());

    assertThat(yard.problems()).isEmpty();
    assertThat(yard.listeners().declared()).hasSize(7);
  }

  /// Number 9 of the negative tests: two listeners that both match are reported.
  @Test
  void twoListenersThatBothMatchAreReported() throws IOException {
    Map<String, String> files = example();
    String text = files.getOrDefault(STANDALONE, "");
    files.put(STANDALONE, text.replaceAll(".*tierZeroTag.*\n", ""));

    List<Problem> problems = TextYard.read(files).problems();

    assertThat(problems)
        .filteredOn(it -> it.position().path().equals(STANDALONE))
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.message())
                    .startsWith("the listener l1calo-phos4-scan would also take run 251000 with")
                    .contains("partition L1CaloStandalone", "runType Physics")
                    .contains("tierZeroTag L1CaloPprPhos4ScanPars"));
    assertThat(problems).hasSize(2); // told at both
  }

  @Test
  void sharingOnPurposeIsNoProblem() throws IOException {
    Map<String, String> files = example();
    String text = files.getOrDefault(STANDALONE, "");
    files.put(
        STANDALONE,
        text.replaceAll(".*tierZeroTag.*\n", "") + "  sharesWith: [l1calo-phos4-scan]\n");

    assertThat(TextYard.read(files).problems()).isEmpty();
  }

  /// Trying all values of a small world finds no run where none is said to be, and finds one where
  /// one is said to be.
  @Test
  void agreesWithTryingEveryValue() {
    Random random = new Random(1);
    int found = 0;
    for (int i = 0; i < 5000; i++) {
      RunListenerSpec a = listener(random);
      RunListenerSpec b = listener(random);

      boolean said =
          new Exclusion(Exclusion.MOST_STEPS).runOfBoth(a, b) instanceof Exclusion.Finding.Run;

      assertThat(said).as(a + "\n" + b).isEqualTo(isTakenByBoth(a, b));
      found += said ? 1 : 0;
    }
    assertThat(found).isBetween(500, 4500);
  }

  /// Anybody may open a pull request.
  @Test
  void saysSoonThatItWouldTakeTooLong() {
    Map<String, RunCondition> many = new HashMap<>();
    for (int field = 0; field < 8; field++) {
      List<Object> texts = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        texts.add("value-" + field + "-" + i);
      }
      many.put("f" + field, condition(null, texts));
    }
    RunListenerSpec a = alternatives(many, "a");
    RunListenerSpec b = alternatives(many, "b");
    long start = System.nanoTime();

    Exclusion.Finding said = new Exclusion(Exclusion.MOST_STEPS).runOfBoth(a, b);

    assertThat(said).isEqualTo(new Exclusion.Finding.TooMuch());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void decidesOnAThousandConstantsInEachOfTwo() {
    List<Object> texts = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      texts.add("value-" + i);
    }
    RunListenerSpec a = listener(Map.of("f", condition(texts, null)), List.of());
    RunListenerSpec b = listener(Map.of("f", condition(null, texts)), List.of());

    Exclusion.Finding said = new Exclusion(Exclusion.MOST_STEPS).runOfBoth(a, b);

    assertThat(said).isEqualTo(new Exclusion.Finding.Nothing());
  }

  /// Ten alternatives, none of which goes together with one of another letter.
  private static RunListenerSpec alternatives(Map<String, RunCondition> many, String letter) {
    List<Map<String, RunCondition>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Map<String, RunCondition> one = new HashMap<>(many);
      one.put("z", condition(List.of(letter + i), null));
      all.add(one);
    }
    return listener(Map.of(), all);
  }

  private static RunCondition condition(@Nullable List<Object> in, @Nullable List<Object> notIn) {
    return new RunCondition(null, in, notIn, null, null, null, null, null, null, null, null);
  }

  private static RunListenerSpec listener(
      Map<String, RunCondition> match, List<Map<String, RunCondition>> anyOf) {
    return new RunListenerSpec(
        "", "s", 0, null, match, anyOf, null, List.of(), List.of(), List.of(), List.of(), null,
        false, 0, List.of());
  }

  private static boolean isTakenByBoth(RunListenerSpec a, RunListenerSpec b) {
    List<@Nullable RunValue> values = new ArrayList<>();
    values.add(null);
    for (String text : List.of("a", "b", "ab", "aab", "ba", "bab", "aba", "c")) {
      values.add(new RunValue.Text(text));
    }
    for (double n = -2; n < 8; n += 0.25) {
      values.add(new RunValue.Amount(BigDecimal.valueOf(n)));
    }
    values.add(new RunValue.Flag(true));
    values.add(new RunValue.Flag(false));
    return a.looksAt(Math.max(a.firstRun(), b.firstRun()))
        && b.looksAt(Math.max(a.firstRun(), b.firstRun()))
        && Stream.of("x", "y")
            .allMatch(
                field ->
                    values.stream()
                        .anyMatch(value -> takes(a, field, value) && takes(b, field, value)));
  }

  private static boolean takes(RunListenerSpec listener, String field, @Nullable RunValue value) {
    RunCondition condition = listener.match().get(field);
    return condition == null || condition.holds(value) == Truth.TRUE;
  }

  private static RunListenerSpec listener(Random random) {
    Map<String, RunCondition> match = new HashMap<>();
    for (String field : List.of("x", "y")) {
      if (random.nextInt(4) > 0) {
        match.put(field, condition(random));
      }
    }
    long first = random.nextInt(5);
    Long last = random.nextBoolean() ? null : Long.valueOf(first + random.nextInt(5));
    return new RunListenerSpec(
        "", "s", first, last, match, List.of(), null, List.of(), List.of(), List.of(), List.of(),
        null, false, 0, List.of());
  }

  private static RunCondition condition(Random random) {
    boolean texts = random.nextBoolean();
    return new RunCondition(
        random.nextInt(5) == 0 ? constant(random, texts) : null,
        random.nextInt(4) == 0 ? List.of(constant(random, texts), constant(random, texts)) : null,
        random.nextInt(3) == 0 ? List.of(constant(random, texts)) : null,
        texts && random.nextInt(3) == 0
            ? new RunCondition.Contains(random.nextBoolean() ? "a" : "b", true)
            : null,
        null,
        !texts && random.nextInt(3) == 0 ? Integer.valueOf(random.nextInt(4)) : null,
        !texts && random.nextInt(4) == 0 ? Integer.valueOf(random.nextInt(4)) : null,
        !texts && random.nextInt(4) == 0 ? Integer.valueOf(random.nextInt(4)) : null,
        random.nextInt(12) == 0 ? random.nextBoolean() : null,
        random.nextInt(8) == 0 ? random.nextBoolean() : null,
        random.nextInt(5) == 0 ? true : null);
  }

  private static Object constant(Random random, boolean text) {
    return text
        ? List.of("a", "b", "ab").get(random.nextInt(3))
        : Integer.valueOf(random.nextInt(4));
  }

  private static Map<String, String> example() throws IOException {
    Map<String, String> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(EXAMPLE)) {
      for (Path file : all.filter(it -> it.toString().endsWith(".yaml")).toList()) {
        files.put(EXAMPLE.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }
}
