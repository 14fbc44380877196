package dev.trainyard.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.Condition;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private final Json json = new Json();

  static List<TrainPhase> trainPhases() {
    return List.of(
        new TrainPhase.Pending(),
        new TrainPhase.Blocked("NoFiles"),
        new TrainPhase.Held("suspend"),
        new TrainPhase.Testing(),
        new TrainPhase.Submitted(),
        new TrainPhase.Running(),
        new TrainPhase.Merging(),
        new TrainPhase.Succeeded(NOON),
        new TrainPhase.Failed(NOON, "JobsFailed"),
        new TrainPhase.Cancelled(NOON, "Deleted"));
  }

  @ParameterizedTest
  @MethodSource("trainPhases")
  void readsBackEveryPhaseOfATrain(TrainPhase phase) throws MalformedJsonException {
    assertThat(json.read(json.write(phase), TrainPhase.class)).isEqualTo(phase);
  }

  static List<WagonTestPhase> testPhases() {
    return List.of(
        new WagonTestPhase.Waiting(),
        new WagonTestPhase.Running(),
        new WagonTestPhase.Passed(),
        new WagonTestPhase.Warned(List.of("too large")),
        new WagonTestPhase.Failed("ExitCode"),
        new WagonTestPhase.Expired());
  }

  @ParameterizedTest
  @MethodSource("testPhases")
  void readsBackEveryPhaseOfATest(WagonTestPhase phase) throws MalformedJsonException {
    assertThat(json.read(json.write(phase), WagonTestPhase.class)).isEqualTo(phase);
  }

  static List<TaskState> taskStates() {
    return List.of(
        new TaskState.Waiting(),
        new TaskState.Running(),
        new TaskState.Ended(137),
        new TaskState.Lost("node"),
        new TaskState.Cancelled(),
        new TaskState.Stuck("no such account"),
        new TaskState.Unknown("COMPLETING"));
  }

  @ParameterizedTest
  @MethodSource("taskStates")
  void readsBackEveryStateOfATask(TaskState state) throws MalformedJsonException {
    assertThat(json.read(json.write(state), TaskState.class)).isEqualTo(state);
  }

  @Test
  void coversEveryVariantOfASealedType() {
    assertThat(trainPhases()).hasSize((int) variants(TrainPhase.class).count());
    assertThat(testPhases()).hasSize((int) variants(WagonTestPhase.class).count());
    assertThat(taskStates()).hasSize((int) variants(TaskState.class).count());
  }

  private static Stream<Class<?>> variants(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(JsonTest::variants)
        : Stream.of(type);
  }

  @Test
  void writesValuesAsPeopleWriteThem() {
    TaskNeeds needs = new TaskNeeds(1, ByteSize.parse("2Gi"), Duration.ofMinutes(90));

    assertThat(json.line(needs)).isEqualTo("{\"cpus\":1,\"memory\":\"2Gi\",\"time\":\"90m\"}");
    assertThat(json.line(ExitCause.OVER_MEMORY)).isEqualTo("\"OverMemory\"");
    assertThat(json.line(Condition.Truth.TRUE)).isEqualTo("\"True\"");
  }

  @Test
  void leavesOutWhatIsAbsentAndReadsItBack() throws MalformedJsonException {
    InputFile file = new InputFile("file:a", null, 5L, null);

    assertThat(json.line(file)).isEqualTo("{\"location\":\"file:a\",\"size\":5}");
    assertThat(json.read(json.write(file), InputFile.class)).isEqualTo(file);
  }

  @Test
  void writesEqualMapsEqually() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("b", Map.of("y", 1));
    one.put("a", List.of(1, "x", true, 1.5));
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("a", List.of(1, "x", true, 1.5));
    other.put("b", Map.of("y", 1));

    assertThat(json.write(other)).isEqualTo(json.write(one));
    assertThat(json.digest(other)).isEqualTo(json.digest(one));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"index\":0,\"inputs\":[],\"more\":1}",
        "{\"inputs\":[]}",
        "{\"index\":null,\"inputs\":[]}",
        "{\"index\":0,\"inputs\":[]} x",
        "{\"index\":0,\"inputs\":null}",
        "{\"index\":0}",
        "{\"index\":\"zero\",\"inputs\":[]}"
      })
  void refusesWhatIsNotTheDocument(String text) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> json.read(text.getBytes(UTF_8), JobSplit.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cpus\":1,\"memory\":\"1Gi\"}",
        "{\"cpus\":1,\"memory\":null,\"time\":\"1m\"}",
        "{\"cpus\":1,\"time\":\"1m\"}"
      })
  void refusesARecordThatLacksAValue(String text) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> json.read(text.getBytes(UTF_8), TaskNeeds.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"is\":\"Nothing\"}", "{}", "{\"is\":\"Pending\",\"at\":1}"})
  void refusesAPhaseThatThereIsNot(String text) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> json.read(text.getBytes(UTF_8), TrainPhase.class));
  }
}
