package dev.trainyard.report;

import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PipelineStatus.Member;
import dev.trainyard.model.status.PipelineStatus.Stage;
import dev.trainyard.model.status.TrainStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A pipeline: how far each stage is, what it waits for, what it has made: `pipelines/NAME.md`.
final class PipelinePage {
  private static final int MOST_ROWS = 100;

  private final PipelineStatus pipeline;
  private final Roster roster;
  private final Links links;

  private PipelinePage(PipelineStatus pipeline, Roster roster) {
    this.pipeline = pipeline;
    this.roster = roster;
    this.links = new Links(roster, "../");
  }

  static PipelinePage of(PipelineStatus pipeline, Roster roster) {
    return new PipelinePage(pipeline, roster);
  }

  String markdown() {
    Document page = new Document();
    page.paragraph(links.home() + " / pipelines")
        .heading("Pipeline " + SafeText.code(pipeline.name()))
        .paragraph(SafeText.inline(pipeline.description()))
        .paragraph(
            Marks.of(pipeline.phase())
                + " · of commit "
                + SafeText.code(pipeline.observedCommit().abbreviated()))
        .section("Stages")
        .capped(pipeline.stages(), MOST_ROWS, this::stages);
    List<Member> members =
        pipeline.stages().stream().flatMap(stage -> stage.trains().stream()).toList();
    if (!members.isEmpty()) {
      page.section("Trains").capped(members, MOST_ROWS, this::trains);
    }
    page.section("Conditions").table(Conditions.table(pipeline.conditions()));
    return page.text();
  }

  private Table stages(List<Stage> stages) {
    Table table = new Table("stage", "phase", "needs", "trains>", "why and what next");
    for (Stage stage : stages) {
      table.row(
          SafeText.code(stage.name()),
          Marks.of(stage.phase()),
          stage.needs().stream().map(SafeText::code).collect(Collectors.joining(", ")),
          Figures.count(stage.trains().size()),
          SafeText.inline(stage.message()));
    }
    return table;
  }

  private Table trains(List<Member> members) {
    Table table = new Table("train", "phase", "jobs>", "artefacts", "runs again>");
    for (Member member : members) {
      TrainStatus train = roster.yard().trains().get(member.train());
      table.row(
          links.train(member.train()),
          train == null ? "" : Marks.withReason(train.phase()),
          train == null ? "" : Figures.count(train.jobs().total()),
          artefacts(train),
          Figures.count(member.rerun()));
    }
    return table;
  }

  /// What it was given, by name and the beginning of its digest.
  private static String artefacts(@Nullable TrainStatus train) {
    List<String> some = new ArrayList<>();
    var composition = train == null ? null : train.composition();
    if (composition != null) {
      composition
          .artefacts()
          .forEach(
              it ->
                  some.add(
                      SafeText.code(it.name())
                          + " "
                          + SafeText.code(
                              it.sha256().substring(0, Math.min(8, it.sha256().length())))));
    }
    return String.join(", ", some);
  }
}
