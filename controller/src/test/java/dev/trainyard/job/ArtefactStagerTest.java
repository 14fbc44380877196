package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Digest;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtefactStagerTest {
  private static final String SHOW =
      "cat $TRAINYARD_ARTEFACTS/model/model.json > $TRAINYARD_OUTPUT/out.txt;"
          + " cat $TRAINYARD_META >&2";

  @TempDir private Path folder;
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new Yard(folder);
  }

  private Path stored(Artefact artefact) {
    return yard.store.layout().root().resolve(artefact.path());
  }

  @Test
  void givesAWagonWhatItLists() throws IOException {
    yard.wagon("a/apply", SHOW);
    Artefact model = yard.artefact("model", "{\"slope\": 2}");

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/apply")).isEqualTo("{\"slope\": 2}");
    assertThat(Files.readString(log("a/apply"))).contains(model.sha256(), "\"models\"");
  }

  private Path log(String wagon) {
    return yard.store.layout().job(Yard.ORDER, 0).resolve("logs").resolve(wagon + ".log");
  }

  @Test
  void hidesFromAWagonWhatItDoesNotList() throws IOException {
    yard.wagon("a/apply", SHOW);
    yard.artefact("model", "secret");
    yard.wagon("a/other", "env > $TRAINYARD_OUTPUT/out.txt");

    yard.runFirst();

    assertThat(yard.outputOf("a/other")).doesNotContain("ARTEFACTS");
  }

  @Test
  void refusesAFileThatSomebodyHasPutInItsPlace() throws IOException {
    yard.wagon("a/apply", SHOW);
    Artefact model = yard.artefact("model", "{\"slope\": 2}");
    Files.writeString(stored(model), "{\"slope\": 3}");

    JobEnd end = yard.runFirst();

    assertThat(end).isNotEqualTo(JobEnd.COMMITTED);
    JobResult failed = yard.failed();
    assertThat(failed.cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(failed.cause().blame().excusesWagons()).isTrue();
    assertThat(failed.wagons()).isEmpty();
    assertThat(failed.message())
        .contains(
            "artefact model is not what train models made",
            "expected are 12 bytes with SHA-256 " + model.sha256(),
            "found are 12 bytes with SHA-256 " + sha256("{\"slope\": 3}"),
            "raise spec.rerun of train models");
  }

  @Test
  void tellsWhatIsThereIfTheSizeIsAnother() throws IOException {
    yard.wagon("a/apply", SHOW);
    Artefact model = yard.artefact("model", "{\"slope\": 2}");
    Files.writeString(stored(model), "longer than it was");

    yard.runFirst();

    assertThat(yard.failed().message())
        .contains("found are 18 bytes with SHA-256 " + sha256("longer than it was"));
  }

  @Test
  void tellsThatOneIsGone() throws IOException {
    yard.wagon("a/apply", SHOW);
    Artefact model = yard.artefact("model", "{\"slope\": 2}");
    Files.delete(stored(model));

    yard.runFirst();

    assertThat(yard.failed().message()).contains("found is nothing", "is gone");
  }

  @Test
  void noticesOneThatChangesWhileAWagonRuns() throws IOException {
    yard.wagon("a/apply", "echo x >> $TRAINYARD_ARTEFACTS/model/model.json; " + SHOW);
    yard.artefact("model", "{\"slope\": 2}");

    JobEnd end = yard.runFirst();

    assertThat(end).isNotEqualTo(JobEnd.COMMITTED);
    assertThat(yard.failed().message()).contains("model.json changed while the wagons");
  }

  @Test
  void theInputsOfABuildHaveNamesToo() throws IOException {
    yard.wagon("a/train", "cat $(cat $TRAINYARD_INPUTS) " + SHOW.substring(4));
    Artefact model = yard.artefact("model", "two");
    yard.job(InputFile.of(model, yard.store.locate(model.path())));

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/train")).isEqualTo("twotwo");
    assertThat(yard.committed(0).inputs()).hasSize(1);
  }

  private static String sha256(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
