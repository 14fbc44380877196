package dev.trainyard.report;

import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.TrainStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Lists of trains, as several pages show them.
final class TrainTables {
  private TrainTables() {}

  /// Trains underway: how far they are.
  static Table underway(Links links, List<TrainStatus> trains) {
    Table table =
        new Table(
            "train", "dataset", "phase", "progress", "done>", "failed>", "wagons>", "since (UTC)");
    for (TrainStatus train : trains) {
      JobCounts jobs = train.jobs();
      table.row(
          links.train(train.name()),
          links.dataset(train.dataset()),
          Marks.withReason(train.phase()),
          "`" + ProgressBar.of(jobs) + "`",
          Figures.count(jobs.done()) + " of " + Figures.count(jobs.total()),
          Figures.count((long) jobs.failed() + jobs.lost()),
          wagons(train),
          Figures.time(train.since()));
    }
    return table;
  }

  /// Trains that are over: what came of them.
  static Table over(Links links, List<TrainStatus> trains) {
    Table table =
        new Table(
            "train",
            "dataset",
            "result",
            "coverage>",
            "files>",
            "wagons>",
            "outputs>",
            "took>",
            "ended (UTC)");
    for (TrainStatus train : trains) {
      table.row(
          links.train(train.name()),
          links.dataset(train.dataset()),
          Marks.withReason(train.phase()),
          coverage(train.coverage()),
          files(train.coverage()),
          wagons(train),
          Figures.count(train.outputs().size()),
          took(train),
          Figures.time(train.since()));
    }
    return table;
  }

  /// Any trains, by result.
  static Table all(Links links, List<TrainStatus> trains) {
    Table table = new Table("train", "dataset", "phase", "jobs done>", "coverage>", "since (UTC)");
    for (TrainStatus train : trains) {
      JobCounts jobs = train.jobs();
      table.row(
          links.train(train.name()),
          links.dataset(train.dataset()) + " " + SafeText.inline(train.scope()),
          Marks.withReason(train.phase()),
          Figures.percent(jobs.done(), jobs.total()),
          coverage(train.coverage()),
          Figures.time(train.since()));
    }
    return table;
  }

  static String coverage(Coverage coverage) {
    return Figures.percent(coverage.files(), coverage.ofFiles());
  }

  private static String files(Coverage coverage) {
    return Figures.count(coverage.files()) + " of " + Figures.count(coverage.ofFiles());
  }

  private static String wagons(TrainStatus train) {
    Composition composition = train.composition();
    return composition == null ? Figures.NONE : Figures.count(composition.wagons().size());
  }

  /// From the first submission to the end.
  static String took(TrainStatus train) {
    List<Instant> starts = new ArrayList<>();
    train.submissions().forEach(submission -> starts.add(submission.at()));
    return starts.stream()
        .min(Instant::compareTo)
        .filter(start -> !start.isAfter(train.since()))
        .map(start -> Figures.duration(Duration.between(start, train.since())))
        .orElse(Figures.NONE);
  }
}
