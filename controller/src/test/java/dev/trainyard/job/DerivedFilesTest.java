package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.DatasetListing.Failed;
import dev.trainyard.model.work.DatasetListing.Listed;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.store.ProgressReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Datasets that are the outputs of trains.
class DerivedFilesTest {
  @TempDir private Path folder;

  @Test
  void takesDerivedDataFromTheMergedFile() throws IOException {
    Yard yard = new Yard(folder);
    yard.wagon("a/w", "true", Yard.USUAL, List.of(Yard.output("out.txt", Yard.JOIN)));
    yard.job(new InputFile("file:///e0", 7L, null, null));
    yard.pin();
    yard.commit(0, "1\n".getBytes(UTF_8));
    DatasetListing before = derived(yard);
    yard.merge(List.of(0));

    List<InputFile> files = ((Listed) derived(yard)).listing().files();

    assertThat(((Failed) before).reason()).isEqualTo("WaitsForTrain");
    assertThat(files).hasSize(1);
    assertThat(files.getFirst().location()).endsWith("/merged/all/a/w/out.txt");
    assertThat(files.getFirst().size()).isEqualTo(2);
  }

  @Test
  void takesDerivedDataThatIsNotMergedFromTheJobs() throws IOException {
    Yard yard = new Yard(folder);
    yard.wagon("a/w", "true");
    yard.job(new InputFile("file:///e0", 7L, null, null));
    yard.job(new InputFile("file:///e1", 8L, null, null));
    yard.pin();
    yard.commit(0, new byte[1]);
    yard.commit(1, new byte[2]);
    yard.merge(List.of(0, 1));

    List<InputFile> files = ((Listed) derived(yard)).listing().files();

    assertThat(files).extracting(InputFile::run).containsExactly(7L, 8L);
    assertThat(files).extracting(InputFile::size).containsExactly(1L, 2L);
  }

  private static DatasetListing derived(Yard yard) throws IOException {
    return new DerivedFiles(
            yard.store,
            new ProgressReader(yard.store).read(Yard.ORDER).progress().orElseThrow(),
            InstanceName.parse("a/w"),
            "out.txt")
        .list("d");
  }
}
