package dev.trainyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.Placeholders;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final Digest SPEC = Digest.ofParts("spec");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "train-with-a-name-as-long-as-a-label-may-be-which-is-63-letters-x",
        "ends-in---dashes---"
      })
  void namesASubmissionSoThatEveryEngineTakesIt(String train) {
    String order = OrderId.train(train, 99, 9, SPEC);

    SubmissionName name = SubmissionName.of("yard", order, Stage.JOBS, 9_999_999);

    assertThat(name.value()).hasSizeLessThanOrEqualTo(63).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  }

  @Test
  void tellsApartWhatIsNotTheSame() {
    String order = OrderId.train("t", 0, 0, SPEC);

    assertThat(
            new SubmissionName[] {
              SubmissionName.of("yard", order, Stage.JOBS, 1),
              SubmissionName.of("yard", order, Stage.JOBS, 2),
              SubmissionName.of("yard", order, Stage.MERGE, 1),
              SubmissionName.of("other", order, Stage.JOBS, 1),
              SubmissionName.of("yard", OrderId.trainTest(order), Stage.JOBS, 1),
              SubmissionName.of("yard", OrderId.train("t", 1, 0, SPEC), Stage.JOBS, 1),
              SubmissionName.of("yard", OrderId.train("t", 0, 1, SPEC), Stage.JOBS, 1),
              SubmissionName.of("yard", OrderId.train("t", 0, 0, Digest.ofParts()), Stage.JOBS, 1)
            })
        .doesNotHaveDuplicates();
  }

  @Test
  void fillsPlaceholders() {
    Map<String, String> values = Map.of("config.cut", "a$b\\c", "package", "/p");

    assertThat(Placeholders.fill("${package}/run-${config.cut}$$x", values))
        .isEqualTo("/p/run-a$b\\c$x");
    assertThat(Placeholders.in("$${no}${config.cut}$$${package}"))
        .containsExactly("config.cut", "package");
  }

  @Test
  void refusesAPlaceholderWithoutAValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Placeholders.fill("${what}", Map.of()))
        .withMessageContaining("${what}");
  }

  @Test
  void readsWagonsAndTheirInstances() {
    assertThat(WagonRef.parse("w", "own")).hasToString("own/w");
    assertThat(WagonRef.parse("a/w", "own")).hasToString("a/w");
    assertThat(InstanceName.parse("a/w.tight").variation()).contains("tight");
    assertThat(InstanceName.parse("a/w.tight")).hasToString("a/w.tight");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "w", "/w", "a/", "a/b/c"})
  void refusesWhatIsNoWagon(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> WagonRef.parse(text));
  }

  @Test
  void digestsPartsWithTheirBounds() {
    assertThat(Digest.ofParts("ab", "c")).isNotEqualTo(Digest.ofParts("a", "bc"));
    assertThat(Digest.ofParts("a", "")).isNotEqualTo(Digest.ofParts("a"));
  }
}
