package dev.trainyard.report;

import static dev.trainyard.model.status.PullStatus.MERGEABLE;
import static dev.trainyard.model.status.PullStatus.TESTED;
import static dev.trainyard.model.status.PullStatus.TRUSTED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.FailureGroup;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.MergePreview.Outcome;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonTestStatus.MadeFor;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The pages of a small yard, file by file as they are committed: `src/test/resources/report`.
/// Rewrite them with `-Dgolden.update=true` and read the difference.
class StatusPagesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/report");

  @Test
  void rendersThePagesOfTheGoldenFolder() throws IOException {
    Map<String, String> pages = texts(yard());

    if (Boolean.getBoolean("golden.update")) {
      rewrite(pages);
    }

    assertThat(goldenFiles()).containsExactlyInAnyOrderEntriesOf(pages);
  }

  @Test
  void sameStatusPutTogetherLaterGivesSamePages() {
    Map<String, String> now = texts(yard());

    Map<String, String> later = texts(yard().at(SampleYard.NOON.plus(Duration.ofDays(1))));

    assertThat(later).isEqualTo(now);
  }

  @Test
  void rendersOneObjectAsItIsAmongAll() {
    var pages = new StatusPages(yard().status());

    List<Page> alone = new ArrayList<>(pages.dashboard());
    alone.addAll(pages.train("pairs"));
    alone.addAll(pages.wagon(WagonRef.parse("dimuon/spectrum")));
    alone.addAll(pages.dataset("muons-2010"));
    alone.addAll(pages.analysis("dimuon"));

    assertThat(pages.all()).containsAll(alone);
    assertThat(alone).hasSize(7);
  }

  @Test
  void everyRelativeLinkLeadsToAPage() {
    Map<String, String> pages = texts(yard());

    List<String> dead = new ArrayList<>();
    pages.forEach((path, text) -> dead.addAll(deadLinks(path, text, pages)));

    assertThat(dead).isEmpty();
  }

  @Test
  void emptyYardHasADashboard() {
    List<Page> pages = new StatusPages(new SampleYard().status()).all();

    assertThat(pages).extracting(Page::path).containsExactly("README.md");
    assertThat(pages.getFirst().text()).contains("Waits for a person", "Nothing.");
  }

  @Test
  void capsLists() {
    SampleYard yard = new SampleYard();
    IntStream.range(0, 130)
        .mapToObj(i -> new SampleTrain("train-" + i))
        .forEach(train -> yard.with(train.status()));

    String dashboard = new StatusPages(yard.status()).dashboard().getFirst().text();

    assertThat(dashboard).contains("\nand 30 more\n");
  }

  private static List<String> deadLinks(String path, String text, Map<String, String> pages) {
    Path page = Path.of("/", path);
    return Pattern.compile("]\\(([^)#]+)\\)")
        .matcher(text)
        .results()
        .map(link -> URLDecoder.decode(link.group(1), UTF_8))
        .map(link -> page.resolveSibling(link).normalize().toString().substring(1))
        .filter(target -> !pages.containsKey(target))
        .map(target -> path + " -> " + target)
        .toList();
  }

  private static Map<String, String> texts(SampleYard yard) {
    return new StatusPages(yard.status()).all().stream().collect(toMap(Page::path, Page::text));
  }

  private static Map<String, String> goldenFiles() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(GOLDEN)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(GOLDEN.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  private static void rewrite(Map<String, String> pages) throws IOException {
    if (Files.exists(GOLDEN)) {
      for (String old : goldenFiles().keySet()) {
        Files.delete(GOLDEN.resolve(old));
      }
    }
    for (var page : pages.entrySet()) {
      Path file = GOLDEN.resolve(page.getKey());
      Files.createDirectories(requireNonNull(file.getParent()));
      Files.writeString(file, page.getValue());
    }
  }

  private static SampleYard yard() {
    return withTrains(withPulls(withWagons(new SampleYard())))
        .analysis("dimuon", "anna", "ben")
        .dataset("muons-2010", "Run 2010B, muon stream, reduced to two muons")
        .dataset("muons-2011", "Not recorded yet")
        .with(dataset("muons-2010", SampleYard.digest("listing"), 14))
        .with(dataset("muons-2011", null, 0))
        .with(SampleYard.condition("Ready", Truth.TRUE, "Everything valid was planned"))
        .with(
            SampleYard.condition(
                "StoreReachable", Truth.FALSE, "Disk full: make room in the store"))
        .with(
            Problem.error(
                "unknown-reference",
                new Position("trains/pairs-2012.yaml", 8, 12),
                "dataset `muons-2012` does not exist",
                "name an existing one; the nearest is `muons-2011`"))
        .with(
            Problem.warning(
                "unused",
                Position.ofFile("runlists/old.yaml"),
                "no dataset uses this run list",
                "delete it, or add it to a dataset"));
  }

  private static SampleYard withWagons(SampleYard yard) {
    List<WagonTestStatus> history = new ArrayList<>();
    history.add(
        new SampleTest("dimuon/spectrum", "muons-2010", new WagonTestPhase.Passed(), 1, 14)
            .status()
            .madeFor(
                new MadeFor("5", SampleYard.commit("head of 5"), SampleYard.commit("merged"))));
    history.add(
        new SampleTest(
                "dimuon/spectrum",
                "muons-2010",
                new WagonTestPhase.Warned(
                    List.of("PSS rose to 1.42 x its average, limit 1.3: does it leak?")),
                4,
                19)
            .status());
    history.add(
        new SampleTest("dimuon/spectrum", "muons-2011", new WagonTestPhase.Expired(), 8, 5)
            .status());
    history.add(
        new SampleTest(
                "dimuon/spectrum", "muons-2010", new WagonTestPhase.Failed("ExitCode"), 11, 3)
            .status());
    history.add(
        new SampleTest("dimuon/spectrum", "muons-2011", new WagonTestPhase.Passed(), 16, 6)
            .status());
    history.add(
        new SampleTest("dimuon/spectrum", "muons-2010", new WagonTestPhase.Passed(), 21, 11)
            .status());
    return yard.wagon("dimuon/spectrum", "Invariant mass of muon pairs", "muons-2010", "muons-2011")
        .wagon("dimuon/angles", "Opening angle of muon pairs", "muons-2010")
        .wagon("dimuon/upsilon", "Yields of the three Upsilon states", "muons-2010")
        .with(wagon("dimuon/spectrum", history))
        .with(
            wagon(
                "dimuon/angles",
                List.of(
                    new SampleTest(
                            "dimuon/angles",
                            "muons-2010",
                            new WagonTestPhase.Failed("ExitCode"),
                            2,
                            2)
                        .status())));
  }

  private static SampleYard withPulls(SampleYard yard) {
    WagonTestStatus failed =
        new SampleTest("dimuon/upsilon", "muons-2011", new WagonTestPhase.Failed("ExitCode"), 0, 0)
            .status();
    return yard.with(
            new SamplePull("7")
                .on("Ride the dimuons of 2011", "eve")
                .with(MERGEABLE, Truth.TRUE, "Mergeable", "")
                .with(TRUSTED, Truth.FALSE, "ApprovalAwaited", "its author is not trusted")
                .with(TESTED, Truth.FALSE, "TestFailed", "1 of 2 failed")
                .with(failed.explained("it failed; mend it", List.of("...", "error: x", "...")))
                .previews(
                    new TestForecast(
                        "test of wagon dimuon/spectrum on muons-2011",
                        Outcome.REUSED,
                        "passed; found again by its test key 0123456789, by which wagon"
                            + " dimuon/spectrum ran on main at 89abcdef01",
                        null))
                .status())
        .with(
            new SamplePull("faster/again")
                .with(MERGEABLE, Truth.TRUE, "Mergeable", "")
                .with(TRUSTED, Truth.FALSE, "ApprovalAwaited", "its author is not known")
                .with(TESTED, Truth.UNKNOWN, "ApprovalAwaited", "1 not begun")
                .status());
  }

  private static SampleYard withTrains(SampleYard yard) {
    return yard.with(
            new SampleTrain("pairs")
                .description("All pairs of 2010")
                .phase(new TrainPhase.Running(), SampleYard.NOON)
                .jobs(
                    new JobCounts(31, 8, 812, 7, 2),
                    "dimuon/spectrum",
                    "dimuon/spectrum.loose",
                    "dimuon/angles")
                .with(SampleYard.condition("Ready", Truth.UNKNOWN, "Jobs are running"))
                .with(failure())
                .uncoupled("dimuon/upsilon", "failed on 12 of 860 jobs (ExitCode)")
                .status())
        .with(
            new SampleTrain("pairs-week-10")
                .phase(
                    new TrainPhase.Succeeded(SampleYard.NOON),
                    SampleYard.NOON.minus(Duration.ofDays(6)))
                .jobs(new JobCounts(0, 0, 7, 0, 0), "dimuon/spectrum")
                .output("dimuon/spectrum", "mass.csv")
                .artefact("energy-model", "pairs")
                .with(SampleYard.condition("Ready", Truth.TRUE, "7 of 7 jobs are merged"))
                .status())
        .with(
            new SampleTrain("pairs-next")
                .phase(
                    new TrainPhase.Blocked("WagonFailed"),
                    SampleYard.NOON.minus(Duration.ofHours(5)))
                .with(
                    SampleYard.condition(
                        "Ready",
                        Truth.FALSE,
                        "Wagon dimuon/angles failed its test: mend it or leave it out"))
                .status());
  }

  private static FailureGroup failure() {
    return new FailureGroup(
        "dimuon/angles",
        "ExitCode",
        "ended with exit code 3",
        9,
        List.of(4, 17, 101),
        List.of("ValueError: could not convert string to float: ''", "  in file run146436_3.csv"));
  }

  private static WagonStatus wagon(String ref, List<WagonTestStatus> tests) {
    return new WagonStatus(WagonRef.parse(ref), "", SampleYard.COMMIT, tests);
  }

  private static DatasetStatus dataset(String name, @Nullable Digest listing, int files) {
    Truth truth = listing == null ? Truth.FALSE : Truth.TRUE;
    String message =
        listing == null ? "no file matches file:data/{run}/*.csv: mend the pattern" : "";
    return new DatasetStatus(
        name,
        "",
        SampleYard.COMMIT,
        listing,
        files,
        files * 5_400_000L,
        files / 2,
        List.of(SampleYard.condition("Listed", truth, message)));
  }
}
