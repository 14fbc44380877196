package dev.trainyard.report;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonTestStatus.MadeFor;
import dev.trainyard.model.work.ResourceUsage;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `wagons/ANALYSIS/WAGON.md`: what a wagon is, its tests with measured resources, newest first.
///
/// @param declared the wagon as it stands in the yard; null if it is no longer declared
/// @param tests newest first
record WagonPage(
    WagonRef ref,
    @Nullable Declared<WagonSpec> declared,
    List<WagonTestStatus> tests,
    Roster roster,
    Links links) {
  private static final int MOST_TRAINS = 50;

  static WagonPage of(WagonRef ref, Roster roster) {
    WagonStatus status = roster.yard().wagons().get(ref);
    return new WagonPage(
        ref,
        roster.yard().snapshot().wagons().get(ref),
        status == null ? List.of() : status.tests(),
        roster,
        new Links(roster, "../../"));
  }

  String markdown() {
    Document page = new Document();
    addHead(page);
    addOverview(page);
    tests.forEach(test -> addTest(page, test));
    var trains = roster.trainsCarrying(ref);
    if (!trains.isEmpty()) {
      page.section("Trains that carried it")
          .capped(trains, MOST_TRAINS, some -> TrainTables.all(links, some));
    }
    return page.text();
  }

  boolean hasChart() {
    return tests.stream().anyMatch(test -> TestTables.used(test).isPresent());
  }

  private void addHead(Document page) {
    page.paragraph(links.home() + " / " + links.analysis(ref.analysis()))
        .heading("Wagon " + SafeText.code(ref.toString()));
    if (declared == null) {
      page.paragraph("> No longer declared in the yard; these are its last results.");
      return;
    }
    WagonSpec spec = declared.spec();
    page.paragraph(SafeText.inline(spec.description()))
        .paragraph(
            "Package %s at %s · limits %s, %s, %s · declared in %s"
                .formatted(
                    SafeText.code(spec.software().name()),
                    SafeText.code(spec.software().tag()),
                    SafeText.inline(spec.resources().memory().forPeople()),
                    Figures.count(spec.resources().cpu(), "core"),
                    Figures.duration(spec.resources().time()),
                    SafeText.code(declared.position().path())));
  }

  private void addOverview(Document page) {
    List<Roster.Entry> entries = roster.entriesOf(ref);
    page.section("Tests");
    if (entries.isEmpty()) {
      page.paragraph("It is enabled on no dataset, so it is not tested: add `enabledOn` to it.");
      return;
    }
    page.table(TestTables.byDataset(links, entries));
    if (hasChart()) {
      String file = SafeText.urlSegment(ref.wagon()) + ".svg";
      page.paragraph("![CPU time, peak memory and output of its tests](" + file + ")");
    }
  }

  private void addTest(Document page, WagonTestStatus test) {
    page.subsection(
            "%s on %s, %s"
                .formatted(
                    Marks.withReason(test.phase()),
                    SafeText.code(test.dataset()),
                    Figures.timeUtc(test.since())))
        .paragraph(SafeText.inline(test.message()))
        .list(rules(test.phase()))
        .fenced(test.logLines())
        .paragraph(origin(test))
        .paragraph(facts(test))
        .paragraph(ImageText.markdown(test.packages()));
    UsageTable.addTo(page, links, test.usage());
    ResourceUsage expected = test.expected();
    if (expected != null) {
      page.paragraph("Expected for the whole dataset: " + UsageTable.expected(expected) + ".");
    }
  }

  private static List<String> rules(WagonTestPhase phase) {
    return phase instanceof WagonTestPhase.Warned(List<String> rules)
        ? rules.stream().map(SafeText::inline).toList()
        : List.of();
  }

  /// What a result says of main that a pull request brought.
  private static String origin(WagonTestStatus test) {
    MadeFor origin = test.madeFor();
    if (origin == null) {
      return "";
    }
    CommitId counts = origin.counts();
    return "Made for %s (head %s)%s"
        .formatted(
            SafeText.inline(origin.subject()),
            SafeText.code(origin.head().abbreviated()),
            counts == null
                ? "."
                : "; it counts for main since commit "
                    + SafeText.code(counts.abbreviated())
                    + " by its test key, and nothing was tested twice.");
  }

  private static String facts(WagonTestStatus test) {
    return "Sample %s, %s · %s · %s · commit %s · test key %s · order %s"
        .formatted(
            Figures.count(test.sampleFiles(), "file"),
            Figures.bytes(test.sampleBytes()),
            Figures.count(test.attempts(), "attempt"),
            test.packages().stream().map(WagonPage::version).collect(Collectors.joining(", ")),
            SafeText.code(test.commit().abbreviated()),
            SafeText.code(test.key().abbreviated()),
            SafeText.code(test.order()));
  }

  private static String version(PackageVersion version) {
    return "package %s %s (%s)"
        .formatted(
            SafeText.code(version.name()),
            SafeText.code(version.tag()),
            SafeText.code(version.commit().abbreviated()));
  }
}
