package dev.trainyard.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.spec.WagonSpec.InputMode;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.spec.WagonSpec.Success;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.model.work.StreamPasses;
import dev.trainyard.model.work.WagonRun;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What follows from the wagons of an order.
class OrdersTest {
  private static final Input STREAM = new Input(InputMode.STREAM, 1);

  @Test
  void addsTheMemoryOfWagonsThatReadOneStream() {
    List<WagonRun> files = List.of(run("a/one", Input.FILES), run("a/two", Input.FILES));
    List<WagonRun> stream = List.of(run("a/one", STREAM), run("a/two", STREAM));

    assertThat(Orders.memory(files)).isEqualTo(ByteSize.parse("1Gi").bytes());
    assertThat(Orders.memory(stream)).isEqualTo(ByteSize.parse("2Gi").bytes());
  }

  @Test
  void letsAReaderThatWaitsForAReaderReadLater() {
    WagonRun first = run("a/first", STREAM);
    WagonRun between = run("a/between", Input.FILES, "a/first");
    WagonRun later = run("a/later", STREAM, "a/between");
    WagonRun other = run("a/other", STREAM);

    assertThat(StreamPasses.of(List.of(first, between, later, other)))
        .containsExactly(List.of(first, other), List.of(later));
  }

  @Test
  void readsAnOrderOfBeforeThereWereStreams() throws MalformedJsonException {
    Json json = new Json();
    WagonRun run = run("a/one", Input.FILES);
    String old = json.line(run).replaceFirst("\"input\":\\{[^}]*\\},", "");

    WagonRun read = json.read(old.getBytes(UTF_8), WagonRun.class);

    assertThat(old).doesNotContain("\"input\"");
    assertThat(read).isEqualTo(run);
  }

  @Test
  void givesJobsTimeForTheirInputs() {
    InputFile large = new InputFile("https://data.test/large", 1L, 36_000_000_000L, null);
    InputFile unknown = new InputFile("https://data.test/unknown", 1L, null, null);
    JobSplit small = new JobSplit(0, List.of(new InputFile("file:///small", 1L, 9L, null)));
    JobSplit both = new JobSplit(1, List.of(large, unknown));

    assertThat(Orders.staging(List.of(small))).isEqualTo(Duration.ofMinutes(30));
    assertThat(Orders.staging(List.of(small, both))).isEqualTo(Duration.ofMinutes(30 + 60 + 10));
  }

  @ParameterizedTest
  @EnumSource(
      value = ExitCause.class,
      names = {"INPUT_BAD", "STORE_FULL"})
  void blamesNoWagonForWhatItMadeOfABadInputOrAFullStore(ExitCause cause) {
    WagonResult wagon =
        new WagonResult(
            InstanceName.parse("a/one"),
            ExitCause.EXIT_CODE,
            1,
            "it ended with exit code 1",
            List.of("error: odd event"),
            ResourceUsage.NONE,
            List.of());
    JobResult result =
        new JobResult(
            "o",
            0,
            "s",
            "e",
            cause,
            "input a.gz is cut off, or there is no room",
            List.of(),
            0,
            Duration.ZERO,
            List.of(wagon),
            "here",
            Instant.EPOCH,
            Instant.EPOCH);

    assertThat(JobTally.culprits(result)).isEmpty();
    assertThat(Progress.signatures(result, new HashMap<>()))
        .extracting(Progress.Signature::wagon)
        .containsExactly("job");
  }

  @Test
  void putsFailuresTogetherWhateverWasLeftOutOfTheirLogs() {
    List<String> whole = List.of("error: odd event");
    List<String> cut = List.of(WagonResult.LEFT_OUT, "error: odd event", WagonResult.LEFT_OUT);

    assertThat(Progress.Signature.of(failed(cut))).isEqualTo(Progress.Signature.of(failed(whole)));
  }

  private static WagonResult failed(List<String> logLines) {
    return new WagonResult(
        InstanceName.parse("a/w"),
        ExitCause.EXIT_CODE,
        1,
        "it ended with exit code 1",
        logLines,
        ResourceUsage.NONE,
        List.of());
  }

  private static WagonRun run(String name, Input input, String... dependencies) {
    return new WagonRun(
        InstanceName.parse(name),
        Stream.of(dependencies).map(InstanceName::parse).toList(),
        "tools",
        List.of("run"),
        Map.of(),
        input,
        Map.of(),
        List.of(),
        new Success(List.of(0), List.of()),
        new Resources(ByteSize.parse("1Gi"), 1, Duration.ofMinutes(1)));
  }
}
