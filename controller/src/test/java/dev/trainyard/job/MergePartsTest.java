package dev.trainyard.job;

import static dev.trainyard.job.MergeYard.CAT;
import static dev.trainyard.job.MergeYard.JOIN;
import static dev.trainyard.job.MergeYard.SUM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.spec.DatasetSpec.MergeList;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.Manifest;
import dev.trainyard.model.work.MergeOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which parts a merge takes: all that its jobs committed, as they committed them.
class MergePartsTest {
  @TempDir private Path folder;
  private MergeYard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new MergeYard(folder);
  }

  @Test
  void refusesAPartThatIsNotWhatItsJobCommitted() throws IOException {
    yard.withParts(SUM, CAT, "bin,x\n1,1\n", "bin,x\n1,2\n");
    Path part = yard.part(1);
    Files.writeString(part, "bin,x\n1,3\n");

    JobEnd end = yard.merge();

    assertThat(end).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(yard.result().cause()).isEqualTo(ExitCause.PART_BAD);
    assertThat(yard.result().message()).contains("job 1", "SHA-256");
    assertThat(yard.mergedFolder()).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(
      value = MergeKind.class,
      names = {"SUM", "CONCATENATE", "JSON", "COMMAND"})
  void blamesTheDiskForADamagedPartThatCannotBeMerged(MergeKind kind) throws IOException {
    Merge merge = new Merge(kind, List.of("bin"), 2, List.of("false"));
    yard.withCommitted(merge, List.of("bin,x\n1,1\n", "bin,x\n1,1\n2,2\n"));
    Files.writeString(yard.part(1), "bin,x\n1");

    JobEnd end = yard.merge();

    assertThat(end).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(yard.result().cause()).isEqualTo(ExitCause.PART_BAD);
    assertThat(yard.result().message()).contains("job 1");
  }

  @Test
  void refusesATruncatedAndAMissingPart() throws IOException {
    yard.withParts(JOIN, "echo h; cat $(cat $TRAINYARD_INPUTS)", "1\n", "2\n");
    Path part = yard.part(1);

    Files.writeString(part, "h\n");
    JobEnd truncated = yard.merge();
    String said = yard.result().message();
    Files.delete(part);
    JobEnd gone = yard.merge();

    assertThat(truncated).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(said).contains("has not the 4 bytes");
    assertThat(gone).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(yard.result().message()).contains("is gone");
  }

  @Test
  void mergesAgainAfterAFailureAndNotAfterASuccess() throws IOException {
    yard.withParts(SUM, CAT, "bin,x\n1,1\n");
    Path part = yard.part(0);
    Path aside = part.resolveSibling("aside");
    Files.move(part, aside);
    JobEnd without = yard.merge();
    Files.move(aside, part);

    JobEnd with = yard.merge();
    Files.delete(part);
    JobEnd again = yard.merge();

    assertThat(List.of(without, with, again))
        .containsExactly(JobEnd.INFRASTRUCTURE_FAILED, JobEnd.COMMITTED, JobEnd.COMMITTED);
  }

  @Test
  void listsThePartsOfWhatIsNotMerged() throws IOException {
    yard.withParts(Yard.NO_MERGE, CAT, "a", "b");

    yard.merge();

    assertThat(yard.result().path()).isEqualTo("merged/all/a/w/out.txt.manifest.json");
    assertThat(yard.manifest(MergeOrder.ALL).parts())
        .extracting(Manifest.Part::job)
        .containsExactly(0, 1);
  }

  @Test
  void saysInTheManifestWhatIsInAndWhatIsMissing() throws IOException {
    yard.jobs.mergeLists.add(new MergeList("early", List.of(1L)));
    yard.withParts(SUM, CAT, "bin,x\n1,1\n", "bin,x\n1,2\n");
    InputFile lost = new InputFile("https://data.test/lost.csv", 1L, null, null);
    yard.jobs.copyWithJob(lost);
    List<MergeOrder.MissingJob> missing = List.of(new MergeOrder.MissingJob(2, "OverTime"));

    yard.merge("early", List.of(0, 1), missing);

    Manifest manifest = yard.manifest("early");
    assertThat(manifest.inputs()).extracting("location").hasSize(2);
    assertThat(manifest.missing())
        .containsExactly(new Manifest.MissingInput(lost.location(), "OverTime"));
    assertThat(manifest.sha256()).isEqualTo(yard.result().sha256());
    assertThat(yard.result().missing()).isEqualTo(1);
  }
}
