package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.ListedFile;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.DatasetListing.Failed;
import dev.trainyard.model.work.DatasetListing.Listed;
import dev.trainyard.model.work.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which files a dataset consists of, and what it says when it has none.
class InputCatalogueTest {
  private static final String SHA = "ab".repeat(32);

  @TempDir private Path folder;
  private Path inputs;
  private InputCatalogue catalogue;

  @BeforeEach
  void makeInputs() throws IOException {
    inputs = Files.createDirectories(folder.resolve("inputs"));
    for (String name : List.of("data/7/b.csv", "data/7/a.csv", "data/12/a.csv", "data/12/x.txt")) {
      write(inputs.resolve(name), name);
    }
    write(folder.resolve("outside/secret.csv"), "secret");
    catalogue =
        new InputCatalogue(
            new InputRoots(inputs, List.of(), InputRoots.ANY_OVER_HTTPS), Duration.ofSeconds(10));
  }

  @AfterEach
  void close() {
    catalogue.close();
  }

  @Test
  void listsThePatternOfEveryRunInAStableOrder() {
    DatasetListing listing = pattern("file:data/{run}/*.csv", List.of(12L, 7L));

    assertThat(files(listing))
        .containsExactly(
            new InputFile(at("data/7/a.csv"), 7L, 12L, null, "file:data/7/a.csv"),
            new InputFile(at("data/7/b.csv"), 7L, 12L, null, "file:data/7/b.csv"),
            new InputFile(at("data/12/a.csv"), 12L, 13L, null, "file:data/12/a.csv"));
  }

  @Test
  void namesThePatternAndTheRunThatHaveNoFiles() {
    DatasetListing listing = pattern("file:data/{run}/?.csv", List.of(7L, 13L));

    assertThat(listing)
        .isEqualTo(new Failed("NoFiles", "no file matches file:data/13/?.csv, for run 13"));
  }

  @Test
  void refusesToLeaveTheAllowedFolders() throws IOException {
    Files.createSymbolicLink(
        inputs.resolve("data/7/link.csv"), folder.resolve("outside/secret.csv"));

    assertThat(reason(pattern("file:../outside/*.csv", List.of()))).isEqualTo("LocationRefused");
    assertThat(reason(pattern("file:///etc/*", List.of()))).isEqualTo("LocationRefused");
    assertThat(reason(pattern("file:data/7/l*.csv", List.of()))).isEqualTo("LocationRefused");
    assertThat(reason(pattern("file:" + folder + "/outside/*.csv", List.of())))
        .isEqualTo("LocationRefused");
  }

  @Test
  void listsAbsolutePathsBelowAllowedFolders() {
    InputRoots roots =
        new InputRoots(null, List.of(folder.resolve("outside")), InputRoots.ANY_OVER_HTTPS);
    try (InputCatalogue elsewhere = new InputCatalogue(roots, Duration.ofSeconds(10))) {
      DatasetListing listing =
          elsewhere.list("d", files("file://" + folder + "/outside/*", null, null), List.of());

      assertThat(files(listing)).hasSize(1);
    }
  }

  @Test
  void readsCataloguesWithSizesAndChecksums() throws IOException {
    write(
        inputs.resolve("cat/7.txt"),
        "# files of run 7\nfile:data/7/b.csv 12 " + SHA + "\n\nhttps://data.test/c.csv\t99\n");

    DatasetListing listing =
        catalogue.list("d", files(null, "file:cat/{run}.txt", null), List.of(7L));

    assertThat(files(listing))
        .containsExactly(
            new InputFile(at("data/7/b.csv"), 7L, 12L, SHA, "file:data/7/b.csv"),
            new InputFile("https://data.test/c.csv", 7L, 99L, null));
  }

  @Test
  void namesTheLineOfACatalogueThatIsWrong() throws IOException {
    write(inputs.resolve("cat.txt"), "file:data/7/a.csv\nfile:data/7/b.csv big\n");

    DatasetListing listing = catalogue.list("d", files(null, "file:cat.txt", null), List.of());

    assertThat(listing)
        .isEqualTo(
            new Failed(
                "CatalogueUnreadable",
                "catalogue file:cat.txt: line 2 has no size in bytes after the location"));
  }

  @Test
  void saysThatACatalogueIsNotThereOrHasAnotherSizeInIt() throws IOException {
    write(inputs.resolve("cat.txt"), "file:data/7/a.csv 11\n");

    assertThat(reason(catalogue.list("d", files(null, "file:none.txt", null), List.of())))
        .isEqualTo("NoFiles");
    assertThat(reason(catalogue.list("d", files(null, "file:cat.txt", null), List.of())))
        .isEqualTo("InputChanged");
  }

  @Test
  void listsFilesOfTheSelectedRunsOnceEach() {
    List<ListedFile> list =
        List.of(
            new ListedFile("file:data/7/a.csv", 7L, null, null),
            new ListedFile("file:data/12/a.csv", 12L, null, null));
    List<ListedFile> twice = List.of(list.getFirst(), list.getFirst());

    assertThat(files(catalogue.list("d", files(null, null, list), List.of(7L)))).hasSize(1);
    assertThat(reason(catalogue.list("d", files(null, null, twice), List.of())))
        .isEqualTo("DuplicateFile");
  }

  @Test
  void listsFilesWithOddNames() throws IOException {
    List<String> names = List.of("a b #1.odd", "naïve–ключ–漢字.odd", "$(touch x);'\"`.odd");
    for (String name : names) {
      write(inputs.resolve("odd/" + name), name);
    }

    DatasetListing listing = pattern("file:odd/*.odd", List.of());

    assertThat(files(listing))
        .extracting(InputFile::location)
        .containsExactlyInAnyOrderElementsOf(names.stream().map(n -> at("odd/" + n)).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"data/*/a.csv", "data/12/a.csv", "data/12/?.csv", "da*/12/a.csv"})
  void leavesNoLinkToNothingOut(String pattern) throws IOException {
    Path file = inputs.resolve("data/12/a.csv");
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("../../.git/annex/not-fetched"));

    DatasetListing listing = pattern("file:" + pattern, List.of());

    assertThat(reason(listing)).isEqualTo("BrokenLink");
    assertThat(((Failed) listing).message()).contains("/data/12/a.csv");
  }

  @Test
  void doesNotKnowWhatItCannotLookAt() throws IOException {
    Files.createSymbolicLink(inputs.resolve("data/13"), Path.of("13"));
    DatasetListing loop = pattern("file:data/*/a.csv", List.of());
    Files.delete(inputs.resolve("data/13"));
    Path closed = inputs.resolve("data/7");
    assertThat(closed.toFile().setExecutable(false, false)).isTrue();

    DatasetListing unreadable = pattern("file:data/*/a.csv", List.of());

    boolean mayAll = Files.exists(closed.resolve("a.csv"));
    assertThat(closed.toFile().setExecutable(true)).isTrue();
    assertThat(loop).isInstanceOf(DatasetListing.Unknown.class);
    assertThat(unreadable).isInstanceOf(mayAll ? Listed.class : DatasetListing.Unknown.class);
  }

  @Test
  void refusesNamesThatWouldBreakAList() throws IOException {
    write(inputs.resolve("odd/line\nbreak.odd"), "x");

    DatasetListing listing = pattern("file:odd/*.odd", List.of());

    assertThat(listing).isInstanceOf(Failed.class);
    assertThat(((Failed) listing).message()).contains("control characters").doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pattern", "list", "catalogue"})
  void recognisesFilesAgainWhenTheInputsRootMoves(String how) throws IOException {
    write(inputs.resolve("cat.txt"), "file:data/7/a.csv\nfile:data/7/b.csv\n");
    DatasetSpec.Files files =
        switch (how) {
          case "pattern" -> files("file:data/7/*.csv", null, null);
          case "catalogue" -> files(null, "file:cat.txt", null);
          default ->
              files(null, null, List.of(new ListedFile("file:data/7/a.csv", 7L, null, null)));
        };
    Digest before = ((Listed) catalogue.list("d", files, List.of())).listing().digest();
    Path moved = Files.move(inputs, folder.resolve("moved"));

    DatasetListing after;
    try (InputCatalogue other =
        new InputCatalogue(
            new InputRoots(moved, List.of(), uri -> false), Duration.ofSeconds(10))) {
      after = other.list("d", files, List.of());
    }

    assertThat(((Listed) after).listing().digest()).isEqualTo(before);
    assertThat(files(after).getFirst().location()).contains("/moved/data/7/");
  }

  @Test
  void asksOnlyHostsThatTheOperatorAllows() {
    List<ListedFile> list = List.of(new ListedFile("http://data.test/a.csv", null, 1L, null));

    assertThat(reason(catalogue.list("d", files(null, null, list), List.of())))
        .isEqualTo("LocationRefused");
  }

  private DatasetListing pattern(String pattern, List<Long> runs) {
    return catalogue.list("d", files(pattern, null, null), runs);
  }

  private static DatasetSpec.Files files(
      @Nullable String pattern, @Nullable String catalogue, @Nullable List<ListedFile> list) {
    return new DatasetSpec.Files(pattern, catalogue, list);
  }

  private static List<InputFile> files(DatasetListing listing) {
    assertThat(listing).isInstanceOf(Listed.class);
    return ((Listed) listing).listing().files();
  }

  private static String reason(DatasetListing listing) {
    assertThat(listing).isInstanceOf(Failed.class);
    return ((Failed) listing).reason();
  }

  private String at(String name) {
    return "file://" + inputs.resolve(name);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }
}
