package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.FailureGroup;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonUsage;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.model.work.SubmissionName;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusYamlTest {
  private static final CommitId COMMIT = new CommitId("a".repeat(40));
  private static final Digest DIGEST = Digest.of("any".getBytes(UTF_8));
  private static final Instant AT = Instant.parse("2026-11-21T09:00:00Z");

  private final StatusYaml yaml = new StatusYaml(new Json());

  @Test
  void writesDatasetStatusForPeopleToo() {
    DatasetStatus status = dataset("Two lines\nof text", "could not ask: host 'x' is down");

    assertThat(new String(yaml.write(status), UTF_8))
        .isEqualTo(
            """
            apiVersion: trainyard.dev/v1
            kind: DatasetStatus
            name: protons
            description: |-
              Two lines
              of text
            observedCommit: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            files: 3
            bytes: 5000000000
            runs: 2
            conditions:
              - type: Ready
                status: "False"
                reason: Unreachable
                message: "could not ask: host 'x' is down"
                lastTransitionTime: "2026-11-21T09:00:00Z"
            """);
  }

  @Test
  void readsTrainStatusBack() throws CorruptStatusException {
    TrainStatus status = train();

    byte[] text = yaml.write(status);

    assertThat(yaml.read("trains/x.yaml", text, TrainStatus.class)).isEqualTo(status);
    assertThat(yaml.write(yaml.read("trains/x.yaml", text, TrainStatus.class))).isEqualTo(text);
  }

  @Test
  void readsWagonStatusBack() throws CorruptStatusException {
    WagonStatus status = wagon();

    assertThat(yaml.read("w.yaml", yaml.write(status), WagonStatus.class)).isEqualTo(status);
  }

  @Test
  void readsControllerStatusBack() throws CorruptStatusException {
    Problem problem =
        Problem.error("unknown-field", new Position("a b.yaml", 3, 7), "it's: wrong", "mend #it");
    ControllerStatus status =
        new ControllerStatus("0.1", "yard", COMMIT, List.of(), 1, List.of(problem), null);

    assertThat(yaml.read("c.yaml", yaml.write(status), ControllerStatus.class)).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a ",
        " a",
        "a\n",
        "a\n\n",
        "a\nb",
        "a\nb\n",
        "a\nb\n\n",
        "\na\nb",
        " a\nb",
        "a\n\nb",
        "a\n  b",
        "a \nb",
        "a\nb ",
        "a\nb \n",
        "\n",
        "a\tb",
        "\ta\nb",
        "a\n\tb",
        "a\r\nb",
        "no",
        "on",
        "Yes",
        "null",
        "~",
        "true",
        "1",
        "1e3",
        "0x1f",
        ".5",
        "-",
        "- a",
        "? a",
        ": a",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
        "'a'",
        "\"a\"",
        "\\n",
        "[a]",
        "{a}",
        "a, b",
        "2026-11-21",
        "12:30:45",
        "file:///a/b?c={d}",
        "ünïcödé",
        "日本",
        "😀 x",
        "---",
        "...",
        "a\n---\nb",
        "a  b",
        "=",
        "<<",
        "y",
        "a\u00a0b",
        "a : b",
        "::",
        "a::b"
      })
  void anyTextReadsBack(String text) throws CorruptStatusException {
    DatasetStatus status = dataset(text, text);

    assertThat(yaml.read("d.yaml", yaml.write(status), DatasetStatus.class)).isEqualTo(status);
  }

  @Test
  void replacesWhatMustNotReachTerminals() throws CorruptStatusException {
    DatasetStatus status = dataset("a\u001b[31mb\u0000c\u202Ed\uD800e", "");

    DatasetStatus read = yaml.read("d.yaml", yaml.write(status), DatasetStatus.class);

    assertThat(read.description()).isEqualTo("a\uFFFD[31mb\uFFFDc\uFFFDd\uFFFDe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "[]",
        "a: [",
        "a: 1\na: 2",
        "a: &b c",
        "\u0000",
        "apiVersion: trainyard.dev/v2",
        "apiVersion: trainyard.dev/v1\nkind: TrainStatus",
        "apiVersion: trainyard.dev/v1\nkind: DatasetStatus",
        "apiVersion: trainyard.dev/v1\nkind: DatasetStatus\nname: {a: b}",
        "apiVersion: trainyard.dev/v1\nkind: DatasetStatus\nnames: a",
        "apiVersion: 1\nkind: []"
      })
  void refusesAnythingElse(String text) {
    assertThatExceptionOfType(CorruptStatusException.class)
        .isThrownBy(() -> yaml.read("d.yaml", text.getBytes(UTF_8), DatasetStatus.class))
        .withMessageStartingWith("d.yaml");
  }

  @Test
  void writesStatusesOnly() {
    assertThatIllegalArgumentException().isThrownBy(() -> yaml.write("text"));
  }

  private static DatasetStatus dataset(String description, String message) {
    Condition condition = new Condition("Ready", Truth.FALSE, "Unreachable", message, AT);
    return new DatasetStatus(
        "protons", description, COMMIT, null, 3, 5_000_000_000L, 2, List.of(condition));
  }

  private static TrainStatus train() {
    InstanceName instance = InstanceName.parse("a/b.c");
    return new TrainStatus(
        "weekly",
        "",
        "protons",
        "full",
        COMMIT,
        DIGEST,
        1,
        0,
        new TrainPhase.Failed(AT, "TooManyFailures"),
        AT,
        List.of(),
        null,
        List.of(new TrainStatus.Submitted(new SubmissionName("ty-a-j1"), "local", "jobs", 3, AT)),
        new JobCounts(0, 1, 2, 3, 4),
        List.of(new FailureGroup("a/b", "time", "too slow", 2, List.of(1, 2), List.of("x: y", ""))),
        List.of(new WagonUsage(instance, 2, ResourceUsage.NONE)),
        new Coverage(1, 2, 3, 4),
        List.of(new MergedOutput(instance, "m.csv", "all", "orders/x", 7, DIGEST.hex())),
        List.of(new TrainStatus.Uncoupled("a/b", "failed")));
  }

  private static WagonStatus wagon() {
    WagonRef ref = WagonRef.parse("a/b");
    WagonTestStatus test =
        new WagonTestStatus(
            DIGEST,
            ref,
            "protons",
            COMMIT,
            List.of(),
            "test.1",
            0,
            new WagonTestPhase.Warned(List.of("memory is 5Gi, above 4Gi")),
            AT,
            "",
            List.of("one", "two: three"),
            1,
            2,
            3,
            List.of(),
            ResourceUsage.NONE,
            new WagonTestStatus.MadeFor("7", COMMIT, null));
    return new WagonStatus(ref, "", COMMIT, List.of(test));
  }
}
