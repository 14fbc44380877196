package dev.trainyard.report;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.FailureGroup;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Artefact;
import java.util.List;
import java.util.stream.Collectors;

/// `trains/NAME.md`: where a train is, what it carries, how far it is, what went wrong, what came
/// out.
record TrainPage(TrainStatus train, Links links) {
  private static final int MOST_FAILURES = 50;
  private static final int MOST_ROWS = 100;

  static TrainPage of(TrainStatus train, Roster roster) {
    return new TrainPage(train, new Links(roster, "../"));
  }

  String markdown() {
    Document page = new Document();
    addHead(page);
    addProgress(page);
    addFailures(page);
    addOutputs(page);
    addResources(page);
    addComposition(page);
    addConditions(page);
    addSubmissions(page);
    return page.text();
  }

  private void addHead(Document page) {
    page.paragraph(links.home() + " / trains")
        .heading("Train " + SafeText.code(train.name()))
        .paragraph(
            "**%s** since %s · dataset %s, scope %s · speaks of commit %s"
                .formatted(
                    Marks.withReason(train.phase()),
                    Figures.timeUtc(train.since()),
                    links.dataset(train.dataset()),
                    SafeText.inline(train.scope()),
                    SafeText.code(train.observedCommit().abbreviated())))
        .paragraph(SafeText.inline(train.description()));
    String message = Conditions.message(train.conditions());
    page.paragraph(message.isEmpty() ? "" : "> " + message);
  }

  private void addProgress(Document page) {
    JobCounts jobs = train.jobs();
    if (jobs.total() == 0) {
      return;
    }
    page.section("Progress")
        .paragraph(
            "`%s` %s of %s done (%s)"
                .formatted(
                    ProgressBar.of(jobs),
                    Figures.count(jobs.done()),
                    Figures.count(jobs.total(), "job"),
                    Figures.percent(jobs.done(), jobs.total())))
        .table(
            new Table("waiting>", "running>", "done>", "failed>", "lost>", "total>")
                .row(
                    Figures.count(jobs.waiting()),
                    Figures.count(jobs.running()),
                    Figures.count(jobs.done()),
                    Figures.count(jobs.failed()),
                    Figures.count(jobs.lost()),
                    Figures.count(jobs.total())))
        .paragraph("![Jobs by state, CPU time and memory per wagon](" + chartFile() + ")");
  }

  private String chartFile() {
    return SafeText.urlSegment(train.name()) + ".svg";
  }

  private void addFailures(Document page) {
    if (!train.uncoupled().isEmpty()) {
      page.section("Uncoupled wagons")
          .paragraph("The train went on without these wagons; they have no merged output.")
          .list(
              train.uncoupled().stream()
                  .sorted(comparing(TrainStatus.Uncoupled::wagon))
                  .map(u -> SafeText.code(u.wagon()) + ": " + SafeText.inline(u.reason()))
                  .toList());
    }
    if (train.failures().isEmpty()) {
      return;
    }
    page.section("Failures").paragraph(aboutFailures());
    train.failures().stream()
        .sorted(
            comparingInt(FailureGroup::executions)
                .reversed()
                .thenComparing(FailureGroup::wagon)
                .thenComparing(FailureGroup::cause)
                .thenComparing(FailureGroup::message))
        .limit(MOST_FAILURES)
        .forEach(group -> addFailure(page, group));
    page.andMore(train.failures().size() - MOST_FAILURES);
  }

  private String aboutFailures() {
    String together = "Executions that failed alike are counted together";
    Composition carries = train.composition();
    return carries == null
        ? together + "."
        : together
            + "; their whole logs lie in the store, below "
            + SafeText.code("orders/" + carries.order() + "/attempts/JOB/")
            + ".";
  }

  private static void addFailure(Document page, FailureGroup group) {
    page.subsection(
            "%s: %s, %s"
                .formatted(
                    SafeText.code(group.wagon()),
                    SafeText.inline(group.cause()),
                    Figures.count(group.executions(), "execution")))
        .paragraph(SafeText.inline(group.message()))
        .paragraph(jobs(group))
        .fenced(group.logLines());
  }

  private static String jobs(FailureGroup group) {
    String indexes =
        group.jobs().stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
    boolean isCut = group.jobs().size() >= FailureGroup.MOST_JOBS;
    String more = isCut && group.executions() > group.jobs().size() ? " ..." : "";
    return indexes.isEmpty() ? "" : (group.jobs().size() == 1 ? "Job " : "Jobs ") + indexes + more;
  }

  private void addOutputs(Document page) {
    Coverage coverage = train.coverage();
    if (train.outputs().isEmpty() && coverage.ofFiles() == 0) {
      return;
    }
    List<MergedOutput> outputs =
        train.outputs().stream().sorted(comparing(MergedOutput::path)).toList();
    page.section("Outputs")
        .paragraph(
            "Coverage **%s**: %s of %s, %s of %s."
                .formatted(
                    TrainTables.coverage(coverage),
                    Figures.count(coverage.files()),
                    Figures.count(coverage.ofFiles(), "input file"),
                    Figures.bytes(coverage.bytes()),
                    Figures.bytes(coverage.ofBytes())))
        .capped(outputs, MOST_ROWS, this::outputs);
    if (!outputs.isEmpty()) {
      page.paragraph("Their checksums, for `sha256sum -c` in the root of the store:")
          .fenced(outputs.stream().map(o -> o.sha256() + "  " + o.path()).toList(), MOST_ROWS);
    }
  }

  private Table outputs(List<MergedOutput> outputs) {
    Table table = new Table("instance", "file", "merge list", "size>", "path in the store");
    for (MergedOutput output : outputs) {
      table.row(
          links.instance(output.instance()),
          SafeText.code(output.file()),
          SafeText.inline(output.mergeList()),
          Figures.bytes(output.size()),
          SafeText.code(output.path()));
    }
    return table;
  }

  private void addResources(Document page) {
    if (!train.usage().isEmpty()) {
      page.section("Resources")
          .paragraph("Times and bytes of all jobs together; memory as the largest of any job.");
      UsageTable.addTo(page, links, train.usage());
    }
  }

  private void addComposition(Document page) {
    Composition carries = train.composition();
    if (carries == null) {
      return;
    }
    page.section("What it carries")
        .paragraph(
            "%s over %s (%s) in %s; composed from commit %s as order %s, with listing %s."
                .formatted(
                    Figures.count(carries.wagons().size(), "wagon instance"),
                    Figures.count(carries.files(), "file"),
                    Figures.bytes(carries.bytes()),
                    Figures.count(carries.jobs(), "job"),
                    SafeText.code(carries.commit().abbreviated()),
                    SafeText.code(carries.order()),
                    SafeText.code(carries.listing().abbreviated())))
        .list(carries.wagons().stream().limit(MOST_ROWS).map(links::instance).toList())
        .andMore(carries.wagons().size() - MOST_ROWS)
        .table(packages(carries.packages()))
        .paragraph(ImageText.markdown(carries.packages()));
    if (!carries.artefacts().isEmpty()) {
      page.paragraph("Made by earlier trains, and given to its wagons as it was then:")
          .capped(carries.artefacts(), MOST_ROWS, this::artefacts);
    }
  }

  private Table artefacts(List<Artefact> artefacts) {
    Table table = new Table("artefact", "made by", "size>", "SHA-256");
    for (Artefact artefact : artefacts) {
      table.row(
          SafeText.code(artefact.name()),
          links.train(artefact.train()),
          Figures.bytes(artefact.size()),
          SafeText.code(artefact.sha256()));
    }
    return table;
  }

  static Table packages(List<PackageVersion> versions) {
    Table table = new Table("package", "tag", "commit", "made (UTC)");
    versions.stream()
        .sorted(comparing(PackageVersion::name).thenComparing(PackageVersion::tag))
        .forEach(
            v ->
                table.row(
                    SafeText.code(v.name()),
                    SafeText.code(v.tag()),
                    SafeText.code(v.commit().hex()),
                    Figures.time(v.created())));
    return table;
  }

  private void addConditions(Document page) {
    if (!train.conditions().isEmpty()) {
      page.section("Conditions").table(Conditions.table(train.conditions()));
    }
  }

  private void addSubmissions(Document page) {
    if (!train.submissions().isEmpty()) {
      page.section("Submissions").capped(train.submissions(), MOST_ROWS, TrainPage::submissions);
    }
  }

  private static Table submissions(List<TrainStatus.Submitted> submissions) {
    Table table = new Table("name", "stage", "engine", "tasks>", "at (UTC)");
    for (TrainStatus.Submitted submission : submissions) {
      table.row(
          SafeText.code(submission.name().value()),
          SafeText.inline(submission.stage()),
          SafeText.code(submission.engine()),
          Figures.count(submission.tasks()),
          Figures.time(submission.at()));
    }
    return table;
  }
}
