package dev.trainyard.cli.demo;

import static java.util.function.Predicate.not;

import dev.trainyard.cli.demo.StatusView.Status;
import dev.trainyard.git.RepositorySettings.Author;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.report.CsvColumns;
import dev.trainyard.report.TextHistogram;
import dev.trainyard.report.TextHistogram.Bin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What happens in the demo: [#firstCommit], [#mergeTrains], [#badCommit] while they run,
/// [#arrive], [#check].
final class DemoStory {
  private static final Author MARIE = new Author("Marie", "marie@example.org");
  private static final Author LISE = new Author("Lise", "lise@example.org");
  private static final Author OPERATOR = new Author("Olga", "olga@example.org");
  private static final String TAG = "dimuon-tools-v1.0.0";
  private static final String TRAIN = "dimuon-data-full";
  private static final String BROKEN = "analyses/spectrum/wagons/same-sign.yaml";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int Z_BINS = 14;
  private static final int WIDTH = 96;

  private final DemoYard yard;
  private final Screen screen;
  private final StatusView view;
  private final InstantSource clock;
  private final Process controller;

  DemoStory(DemoYard yard, Screen screen, InstantSource clock, Process controller) {
    this.yard = yard;
    this.screen = screen;
    this.clock = clock;
    this.controller = controller;
    this.view = new StatusView(yard.bare(), DemoYard.STATUS);
  }

  /// Plays it from beginning to end.
  ///
  /// @throws UnexpectedOutcomeException if anything did not come out right; the message says what
  void play() throws IOException, InterruptedException {
    firstCommit();
    mergeTrains();
    Problem refused = badCommit();
    Status end = arrive();
    check(end, refused);
  }

  /// Trains, and what needs the output of one that is not there at first.
  private static boolean isForLater(String path) {
    return path.startsWith("trains/")
        || path.endsWith("jpsi-candidates.yaml")
        || path.endsWith("jpsi-pt.yaml");
  }

  private void firstCommit() throws IOException, InterruptedException {
    screen.step("1. Marie and Lise push their wagons; nothing runs but tests");
    yard.add(not(DemoStory::isForLater));
    CommitId commit = yard.commit(MARIE, "Analyse dimuon events");
    yard.tag(TAG, commit);
    Status status =
        await("wagon tests", DemoStory::tests, s -> !s.tests().isEmpty() && testsAreOver(s));
    for (WagonTestStatus test : status.tests()) {
      if (!test.phase().mayRide()) {
        throw new UnexpectedOutcomeException(test.subject() + " did not pass: " + test.message());
      }
    }
    screen.say("every wagon ran on real input, and its resources were measured");
  }

  private void mergeTrains() throws IOException, InterruptedException {
    screen.step("2. A reviewer merges four trains");
    yard.add(DemoStory::isForLater);
    yard.commit(OPERATOR, "Run the dimuon trains");
    await("trains", DemoStory::trains, DemoStory::isAnyRunning);
  }

  private Problem badCommit() throws IOException, InterruptedException {
    screen.step("3. While they run, somebody pushes a file with a mistake");
    yard.edit(BROKEN, "command:", "comand:");
    CommitId bad = yard.commit(LISE, "Tidy up");
    Status status =
        await(
            "problem", _ -> "waiting for the verdict", s -> s.observed().equals(Optional.of(bad)));
    Problem problem =
        status.problems().stream()
            .filter(p -> p.isError() && p.position().path().equals(BROKEN))
            .findFirst()
            .orElseThrow(
                () ->
                    new UnexpectedOutcomeException(
                        "the mistake in " + BROKEN + " was not reported"));
    screen.say(problem.toString());
    screen.say("the last valid version of that file stays in force, and everything else goes on");
    yard.edit(BROKEN, "comand:", "command:");
    yard.commit(LISE, "Mend the wagon");
    return problem;
  }

  private Status arrive() throws IOException, InterruptedException {
    screen.step("4. Jobs run, outputs are merged");
    return await("trains", DemoStory::trains, DemoStory::isEverythingOver);
  }

  private void check(Status status, Problem refused) throws IOException, InterruptedException {
    for (TrainStatus train : status.trains().values()) {
      if (!(train.phase() instanceof TrainPhase.Succeeded) || !train.coverage().isComplete()) {
        throw new UnexpectedOutcomeException(
            "train %s is %s with %d of %d input files"
                .formatted(
                    train.name(),
                    train.phase().word(),
                    train.coverage().files(),
                    train.coverage().ofFiles()));
      }
    }
    TrainStatus train = status.trains().get(TRAIN);
    if (train == null) {
      throw new UnexpectedOutcomeException("train " + TRAIN + " is not on the status branch");
    }
    Path merged = merged(train);
    screen.step("5. The result");
    Path spectrum = merged.resolve("spectrum/opposite-sign/mass.csv");
    histogram(spectrum);
    String table =
        yard.call(
            yard.workingCopy().resolve("tools/check-result").toString(),
            yard.inputs().resolve("expected.csv").toString(),
            merged.resolve("quarkonium/peak-count").toString());
    table.lines().forEach(screen::say);
    screen.say("all counts are what the generator of the sample put in");
    where(spectrum, refused);
  }

  private void histogram(Path csv) throws IOException {
    CsvColumns columns = new CsvColumns("mass_low", "pairs", Map.of());
    List<Bin> bins = columns.read(Files.readString(csv));
    TextHistogram histogram =
        new TextHistogram(TextHistogram.Style.UNICODE, TextHistogram.Scale.LINEAR);
    histogram
        .draw(
            "Opposite-sign dimuon mass, 2 to 12 GeV: J/psi, psi(2S), Upsilon",
            in(bins, 2, 12),
            WIDTH)
        .forEach(screen::say);
    histogram
        .draw("and 84 to 98 GeV: Z", TextHistogram.coarser(in(bins, 84, 98), Z_BINS), WIDTH)
        .forEach(screen::say);
  }

  private static List<Bin> in(List<Bin> bins, double low, double high) {
    return bins.stream()
        .filter(bin -> Double.parseDouble(bin.label()) >= low)
        .filter(bin -> Double.parseDouble(bin.label()) < high)
        .toList();
  }

  private void where(Path spectrum, Problem refused) {
    screen.step("Look around");
    screen.say("merged result        " + spectrum);
    screen.say("coverage manifest    " + spectrum + ".manifest.json");
    screen.say(
        "status branch        git -C " + yard.bare() + " show " + DemoYard.STATUS + ":README.md");
    screen.say(
        "history of a train   git -C "
            + yard.bare()
            + " log --oneline "
            + DemoYard.STATUS
            + " -- trains/"
            + TRAIN
            + ".yaml");
    screen.say("yard                 " + yard.workingCopy());
    screen.say("controller's log     " + yard.log());
    screen.say("refused meanwhile    " + refused.position());
  }

  private Path merged(TrainStatus train) {
    var composition = train.composition();
    String order = composition == null ? "" : composition.order();
    return yard.store().resolve("orders").resolve(order).resolve("merged").resolve(MergeOrder.ALL);
  }

  private Status await(String what, Function<Status, String> line, Predicate<Status> done)
      throws IOException, InterruptedException {
    Instant end = clock.instant().plus(PATIENCE);
    while (clock.instant().isBefore(end)) {
      Optional<Status> status = view.read();
      status.map(line).ifPresent(screen::show);
      if (status.filter(done).isPresent()) {
        return status.get();
      }
      if (controller.waitFor(LOOK)) {
        throw new UnexpectedOutcomeException("the controller ended; its log is " + yard.log());
      }
    }
    throw new UnexpectedOutcomeException(
        "gave up waiting for "
            + what
            + " after "
            + PATIENCE.toMinutes()
            + " min; see "
            + yard.log());
  }

  private static boolean testsAreOver(Status status) {
    return status.tests().stream().allMatch(t -> t.phase().isOver());
  }

  private static boolean isAnyRunning(Status status) {
    return status.trains().values().stream()
        .anyMatch(t -> !(t.phase() instanceof TrainPhase.Waiting));
  }

  private static boolean isEverythingOver(Status status) {
    return !status.trains().isEmpty()
        && status.trains().values().stream()
            .allMatch(t -> t.phase() instanceof TrainPhase.Terminal);
  }

  private static String tests(Status status) {
    if (status.tests().isEmpty()) {
      return "the controller has seen the commit";
    }
    return "tests: "
        + status.tests().stream()
            .collect(
                Collectors.groupingBy(t -> t.phase().word(), TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
  }

  private static String trains(Status status) {
    return status.trains().values().stream()
        .map(DemoStory::train)
        .collect(Collectors.joining("; "));
  }

  private static String train(TrainStatus train) {
    int total = train.jobs().total();
    String jobs = total == 0 ? "" : " " + train.jobs().done() + "/" + total;
    return train.name() + " " + train.phase().word() + jobs;
  }
}
