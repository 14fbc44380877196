package dev.trainyard.report;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.MergePreview.Change;
import dev.trainyard.model.status.MergePreview.Cost;
import dev.trainyard.model.status.MergePreview.FieldChange;
import dev.trainyard.model.status.MergePreview.ObjectChange;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.PullStatus.Heard;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pull request's status for tests, put together word by word.
public final class SamplePull {
  private final String name;
  private CommitId head;
  private String title = "";
  private String author = "";
  private String hold = "";
  private final List<Condition> conditions = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<WagonTestStatus> tests = new ArrayList<>();
  private @Nullable MergePreview preview;

  public SamplePull(String name) {
    this.name = name;
    this.head = SampleYard.commit("head of " + name);
  }

  public SamplePull at(CommitId commit) {
    head = commit;
    return this;
  }

  public SamplePull on(String forgeTitle, String forgeAuthor) {
    title = forgeTitle;
    author = forgeAuthor;
    return this;
  }

  public SamplePull heldBy(String whom) {
    hold = whom;
    return this;
  }

  public SamplePull with(String condition, Truth truth, String reason, String message) {
    conditions.add(
        new Condition(condition, truth, reason, message, SampleYard.NOON.minusSeconds(60)));
    return this;
  }

  public SamplePull with(WagonTestStatus test) {
    tests.add(test);
    return this;
  }

  public SamplePull problem(String path, String message, String remedy) {
    problems.add(Problem.error("rule", Position.ofFile(path), message, remedy));
    return this;
  }

  /// What merging it would do: a new train, and these tests.
  public SamplePull previews(TestForecast... forecasts) {
    ObjectChange train =
        new ObjectChange(
            "train pairs-2011",
            "trains/pairs-2011.yaml",
            Change.ADDED,
            List.of(new FieldChange("dataset", "", "muons-2011")),
            1,
            List.of(
                new FieldChange("completion", "", "1.0"), new FieldChange("scope", "", "full")));
    Cost cost =
        new Cost(3, 6, 4 << 20, 3, 1, 2, Duration.ofMinutes(3), 0, 700, Duration.ofMinutes(1), 1.5);
    MergePreview.TrainForecast start =
        new MergePreview.TrainForecast(
            "pairs-2011",
            MergePreview.Effect.STARTS,
            "on engine local",
            "muons-2011",
            "full",
            List.of(),
            0,
            cost);
    preview =
        new MergePreview(
            SampleYard.COMMIT,
            head,
            List.of(train),
            1,
            List.of(start),
            1,
            List.of(forecasts),
            forecasts.length,
            List.of(),
            List.of(),
            List.of("lise"),
            List.of("one of lise: they own analysis dimuon"),
            cost,
            List.of());
    return this;
  }

  public PullStatus status() {
    return new PullStatus(
        name,
        "refs/pull/" + name + "/head",
        head,
        SampleYard.COMMIT,
        title,
        author,
        conditions,
        problems.size(),
        problems,
        List.of(),
        hold,
        null,
        "",
        new Heard(Instant.EPOCH, List.of()),
        tests,
        preview);
  }
}
