package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.spec.DatasetSpec.MergeList;
import dev.trainyard.model.spec.DatasetSpec.Split;
import dev.trainyard.model.spec.DatasetSpec.Subset;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputSelectionTest {
  private final SmallYard.Dataset dataset = new SmallYard.Dataset();

  @Test
  void givesEveryFileToOneSubsetAtMost() {
    dataset.subsets = List.of(new Subset("a", 0.5), new Subset("b", 0.3), new Subset("c", 0.2));
    List<InputFile> files = files(1000);

    List<InputFile> all = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      all.addAll(InputSelection.subset(files, dataset.spec(), name));
    }

    assertThat(all).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(files);
    assertThat(InputSelection.subset(files, dataset.spec(), "a")).hasSizeBetween(450, 550);
  }

  @Test
  void choosesTheSameFilesWhereverTheyLie() {
    List<InputFile> here = named("/here/");
    List<InputFile> there = named("/there/");

    assertThat(InputSelection.sample(there, 7))
        .extracting(InputFile::name)
        .isEqualTo(InputSelection.sample(here, 7).stream().map(InputFile::name).toList());
    assertThat(InputSelection.place(there.getFirst()))
        .isEqualTo(InputSelection.place(here.getFirst()));
  }

  private static List<InputFile> named(String folder) {
    return IntStream.range(0, 50)
        .mapToObj(i -> new InputFile("file://" + folder + i, 1L, 1L, null, "file:" + i))
        .toList();
  }

  @Test
  void movesNoFileToAnotherSubsetWhenOthersAppear() {
    dataset.subsets = List.of(new Subset("a", 0.5), new Subset("b", 0.5));

    List<InputFile> before = InputSelection.subset(files(100), dataset.spec(), "a");
    List<InputFile> after = InputSelection.subset(files(1000), dataset.spec(), "a");

    assertThat(after).containsAll(before);
    assertThat(after.subList(0, before.size())).isEqualTo(before);
  }

  @Test
  void givesNothingForASubsetThatThereIsNot() {
    assertThat(InputSelection.subset(files(10), dataset.spec(), "x")).isEmpty();
  }

  @Test
  void splitsByNumberOfFiles() {
    dataset.split = new Split(3, null);

    assertThat(sizes(files(8))).containsExactly(3, 3, 2);
  }

  @Test
  void splitsByBytesWithLargeAndUnknownFilesAlone() {
    dataset.split = new Split(null, new ByteSize(100));

    assertThat(sizes(List.of(sized(1, 60L), sized(2, 40L), sized(3, 1L)))).containsExactly(2, 1);
    assertThat(sizes(List.of(sized(1, 500L), sized(2, 40L), sized(3, 60L)))).containsExactly(1, 2);
    assertThat(sizes(List.of(sized(1, null), sized(2, 1L), sized(3, null))))
        .containsExactly(1, 1, 1);
  }

  @Test
  void neverMixesMergeListsInAJobAndKeepsTheOrderOfFiles() {
    dataset.split = new Split(10, null);
    dataset.mergeLists = List.of(new MergeList("odd", List.of(1L, 3L)));
    List<InputFile> files =
        List.of(
            SmallYard.file("d", 1, 1),
            SmallYard.file("d", 2, 2),
            SmallYard.file("d", 3, 3),
            SmallYard.file("d", 4, 3));

    List<JobSplit> jobs = InputSelection.split(files, dataset.spec());

    assertThat(jobs).extracting(job -> job.inputs().size()).containsExactly(1, 1, 2);
    assertThat(jobs.stream().flatMap(job -> job.inputs().stream())).isEqualTo(files);
    assertThat(jobs).extracting(JobSplit::index).containsExactly(0, 1, 2);
  }

  @Test
  void keepsItsSampleWhenTheDatasetGrows() {
    List<InputFile> before = InputSelection.sample(files(1000), 4);

    List<InputFile> after = InputSelection.sample(files(1010), 4);

    assertThat(before).hasSize(4).isEqualTo(after);
  }

  @Test
  void takesAllFilesIfThereAreFewerThanTheSample() {
    List<InputFile> sample = InputSelection.sample(files(2), 4);

    assertThat(sample).isEqualTo(files(2));
  }

  private List<Integer> sizes(List<InputFile> files) {
    return InputSelection.split(files, dataset.spec()).stream()
        .map(j -> j.inputs().size())
        .toList();
  }

  private static List<InputFile> files(int count) {
    return IntStream.range(0, count).mapToObj(i -> SmallYard.file("d", i, 1)).toList();
  }

  private static InputFile sized(int number, @Nullable Long size) {
    return new InputFile("file:" + number, null, size, null);
  }
}
