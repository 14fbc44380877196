package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.plan.Composer.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tells which test a wagon needs on a dataset, and under which key its result is found.
final class TestDesk {
  private final Snapshot snapshot;
  private final Supplies supplies;
  private final Composer composer;
  private final Json json;
  private final WagonContent content;
  private final Map<String, Sample> samples = new HashMap<>();
  private final Map<Question, Answer> answers = new HashMap<>();

  /// What an earlier desk answered, and what has become different since.
  private final Map<Question, Answer> earlier;

  private final Difference since;

  /// What was answered to enabled wagons; it holds but for what has become different.
  private final Places places;

  TestDesk(Snapshot snapshot, Supplies supplies) {
    this(snapshot, supplies, new Json(), Map.of(), Difference.NONE, new Places());
  }

  private TestDesk(
      Snapshot snapshot,
      Supplies supplies,
      Json json,
      Map<Question, Answer> earlier,
      Difference since,
      Places places) {
    this.snapshot = snapshot;
    this.supplies = supplies;
    this.composer = new Composer(snapshot, supplies.images());
    this.json = json;
    this.content = new WagonContent(json);
    this.earlier = earlier;
    this.since = since;
    this.places = places;
  }

  /// The first desk of a planner.
  ///
  /// @param places what is answered to enabled wagons, kept up to date by whoever asks for them
  static TestDesk first(Snapshot snapshot, Supplies supplies, Json json, Places places) {
    Difference everything = Difference.everything(snapshot);
    return new TestDesk(snapshot, supplies, json, Map.of(), everything, places);
  }

  /// A desk that gives the answers of this one where they still hold.
  TestDesk next(Snapshot yard, Supplies known) {
    Difference now = Difference.between(snapshot, supplies, yard, known);
    TestDesk next = new TestDesk(yard, known, json, answers, now, places);
    samples.forEach(
        (dataset, sample) -> {
          if (!now.datasets().contains(dataset)) {
            next.samples.put(dataset, sample);
          }
        });
    return next;
  }

  /// What has become different since the desk before this one.
  Difference since() {
    return since;
  }

  /// What became of asking for a test.
  sealed interface Answer {
    record Needs(WantedTest test) implements Answer {}

    /// A person must act first.
    record Refused(Refusal refusal) implements Answer {}

    /// It could not be found out now.
    ///
    /// @param reason one CamelCase word
    record Later(String reason, String message) implements Answer {}
  }

  /// What was asked: the same question gets the same answer within a planning.
  private record Question(WagonRef wagon, String dataset, Given given) {}

  /// The input of a dataset's tests, with what is extrapolated to.
  ///
  /// @param bytes of all files; 0 if the size of one is not known
  private record Sample(List<InputFile> files, Digest digest, int ofFiles, long bytes) {}

  /// The test that a wagon needs on a dataset.
  ///
  /// @param given by the train that the wagon would ride
  Answer test(WagonRef wagon, Declared<DatasetSpec> dataset, Given given) {
    Question question = new Question(wagon, dataset.name(), given);
    Answer known = answers.get(question);
    if (known != null) {
      return known;
    }
    Answer answer =
        answeredBefore(question)
            .filter(this::holds)
            .<Answer>map(Answer.Needs::new)
            .orElseGet(() -> find(wagon, dataset, given));
    answers.put(question, answer);
    return answer;
  }

  private Optional<WantedTest> answeredBefore(Question question) {
    if (earlier.get(question) instanceof Answer.Needs(WantedTest test)) {
      return Optional.of(test);
    }
    return question.given().equals(Given.NOTHING)
        ? places.test(question.wagon(), question.dataset())
        : Optional.empty();
  }

  /// Whether everything that an earlier answer was found from is still the same.
  private boolean holds(WantedTest test) {
    if (since.datasets().contains(test.dataset())) {
      return false;
    }
    for (WagonRef wagon : test.composed().wagons()) {
      if (since.wagons().contains(wagon) || isBroken(wagon)) {
        return false;
      }
    }
    return !test.uses(since.packages());
  }

  private boolean isBroken(WagonRef wagon) {
    return !snapshot.problems().isEmpty()
        && snapshot.isBroken(requireNonNull(snapshot.wagons().get(wagon), "it is as it was"));
  }

  /// The same test with the same software, for which other commits may stand now.
  WantedTest today(WantedTest test) {
    List<PackageVersion> packages = test.composed().packages();
    List<PackageVersion> offered = packages.stream().map(this::today).toList();
    return offered.equals(packages) ? test : test.composedOf(offered);
  }

  private PackageVersion today(PackageVersion version) {
    return snapshot.packageVersions().getOrDefault(version.name(), List.of()).stream()
        .filter(offered -> offered.tag().equals(version.tag()))
        .findFirst()
        .map(offered -> offered.in(version.image()))
        .orElse(version);
  }

  private Answer find(WagonRef wagon, Declared<DatasetSpec> dataset, Given given) {
    DatasetListing listing =
        supplies
            .listings()
            .getOrDefault(
                dataset.name(),
                new DatasetListing.Unknown("dataset " + dataset.name() + " is being listed"));
    return switch (listing) {
      case DatasetListing.Failed(String reason, String message) ->
          new Answer.Refused(new Refusal(reason, message));
      case DatasetListing.Unknown(String message) -> new Answer.Later("ListingDataset", message);
      case DatasetListing.Listed(InputListing files) when files.files().isEmpty() ->
          new Answer.Refused(
              new Refusal("NoFiles", "dataset " + dataset.name() + " has no files; mend it"));
      case DatasetListing.Listed(InputListing files) -> find(wagon, dataset, given, files);
    };
  }

  private Answer find(
      WagonRef wagon, Declared<DatasetSpec> dataset, Given given, InputListing listing) {
    return switch (composer.compose(List.of(wagon), given.pins())) {
      case Outcome.Refused(Refusal refusal) -> new Answer.Refused(refusal);
      case Outcome.Later(String message) -> new Answer.Later("ResolvingImage", message);
      case Outcome.Composed composed -> {
        Optional<Refusal> missing = missing(composed, given, listing);
        yield missing.isPresent()
            ? new Answer.Refused(missing.get())
            : new Answer.Needs(wanted(wagon, dataset, composed, given, listing));
      }
    };
  }

  private WantedTest wanted(
      WagonRef wagon,
      Declared<DatasetSpec> dataset,
      Outcome.Composed composed,
      Given given,
      InputListing listing) {
    Sample sample =
        samples.computeIfAbsent(dataset.name(), name -> sampled(dataset.spec(), listing));
    List<Artefact> artefacts = composed.needed(given.artefacts());
    return new WantedTest(
        key(wagon, composed, artefacts, dataset.spec(), sample.digest()),
        wagon,
        dataset.name(),
        composed,
        sample.files(),
        artefacts,
        sample.ofFiles(),
        sample.bytes());
  }

  /// A wagon that needs an artefact which neither the train gives nor the input holds.
  private static Optional<Refusal> missing(
      Outcome.Composed composed, Given given, InputListing listing) {
    Set<String> there = new HashSet<>();
    given.artefacts().forEach(artefact -> there.add(artefact.name()));
    listing.files().stream().map(InputFile::artefact).forEach(there::add);
    for (WagonRun run : composed.runs()) {
      for (String name : run.artefacts()) {
        if (!there.contains(name)) {
          return Optional.of(
              new Refusal(
                  "MissingArtefact",
                  "wagon %s needs the artefact %s; give it under spec.artefacts of a train that names the wagon"
                      .formatted(run.name().wagon(), name)));
        }
      }
    }
    return Optional.empty();
  }

  private Sample sampled(DatasetSpec dataset, InputListing listing) {
    List<InputFile> files = sample(dataset, listing.files());
    boolean measured = listing.files().stream().allMatch(f -> f.size() != null);
    return new Sample(
        files, InputListing.digest(files), listing.files().size(), measured ? listing.bytes() : 0);
  }

  /// The input of the test of a whole train: as much of its own input as a wagon test gets.
  List<InputFile> sample(WorkOrder train) {
    List<InputFile> files = train.jobs().stream().flatMap(job -> job.inputs().stream()).toList();
    Declared<DatasetSpec> dataset = snapshot.datasets().get(train.dataset());
    return dataset == null
        ? InputSelection.sample(files, snapshot.yard().spec().test().files())
        : sample(dataset.spec(), files);
  }

  /// The input of a test: the dataset's test scope, or as many files as the yard's policy says.
  List<InputFile> sample(DatasetSpec dataset, List<InputFile> files) {
    if (dataset.made() != null) {
      return files; // no part of what a build needs tells anything
    }
    Integer scope = dataset.scopes().test();
    return InputSelection.sample(
        files, scope != null ? scope : snapshot.yard().spec().test().files());
  }

  /// The input of a train: its share of the dataset, as its scope says.
  List<InputFile> files(TrainSpec spec, DatasetSpec dataset, InputListing listing) {
    String subset = spec.subset();
    List<InputFile> ofRuns = InputSelection.ofRuns(listing.files(), spec.runs());
    List<InputFile> files =
        subset == null ? ofRuns : InputSelection.subset(ofRuns, dataset, subset);
    Integer shortFiles = dataset.scopes().shortFiles();
    return switch (spec.scope()) {
      case FULL -> files;
      case TEST -> sample(dataset, files);
      case SHORT -> shortFiles == null ? List.of() : InputSelection.sample(files, shortFiles);
    };
  }

  /// Whether this is the desk for these; for a yard that is only equal, a new one does as well.
  @SuppressWarnings("ReferenceEquality")
  boolean serves(Snapshot yard, Supplies known) {
    return yard == snapshot && known.equals(supplies);
  }

  /// The key of a result: everything that decides it and nothing else. The wagon's own name is not
  /// in it, so that equal wagons share a result; the names of its dependencies are, because it
  /// reads them as folders.
  private Digest key(
      WagonRef wagon,
      Outcome.Composed composed,
      List<Artefact> artefacts,
      DatasetSpec dataset,
      Digest sample) {
    List<String> parts = new ArrayList<>();
    for (WagonRun run : composed.runs()) {
      String name = run.name().wagon().equals(wagon) ? own(run) : run.name().toString();
      parts.add(name + "\n" + content.of(run));
    }
    for (PackageVersion version : composed.packages()) {
      parts.add(version.name() + "\n" + WagonContent.of(version));
    }
    for (Artefact artefact : artefacts) {
      parts.add("artefact\n" + artefact.name() + "\n" + artefact.sha256());
    }
    parts.add(json.line(dataset.meta()));
    parts.add(sample.hex());
    return Digest.ofParts(parts);
  }

  private static String own(WagonRun run) {
    return "." + run.name().variation().orElse("");
  }
}
