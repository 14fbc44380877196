package dev.trainyard.controller;

import dev.trainyard.config.EffectiveFields;
import dev.trainyard.config.SnapshotReader;
import dev.trainyard.controller.PullReading.Openness;
import dev.trainyard.git.Commits;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.PullPlan;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.plan.Affected;
import dev.trainyard.plan.PlanSettings;
import dev.trainyard.plan.Planner;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// What a merge would do, found out in a clone by the same code as the controller's preview of a
/// pull request. Results of tests are those that the clone's status branch tells of.
public final class Proposal {
  private final PlanSettings settings;
  private final DatasetFiles files;
  private final ImageSources images;
  private final Json json;
  private final InstantSource clock;

  public Proposal(
      PlanSettings settings,
      DatasetFiles files,
      ImageSources images,
      Json json,
      InstantSource clock) {
    this.settings = settings;
    this.files = files;
    this.images = images;
    this.json = json;
    this.clock = clock;
  }

  /// What became of looking at it.
  ///
  /// @param problems that the merge would bring
  public record Outlook(MergePreview preview, List<Problem> problems) {
    public Outlook {
      problems = List.copyOf(problems);
    }
  }

  /// What merging would do.
  ///
  /// @param result of the merge, as these commits know it
  public Outlook of(Commits commits, CommitId base, CommitId head, CommitId result, Memory memory)
      throws IOException {
    YardReader reader = new YardReader(commits, new SnapshotReader(json));
    Snapshot before = reader.read(base);
    Affected affected = new Affected(before);
    PullListings listings =
        new PullListings(files, Duration.ofDays(1), clock, Duration.ofDays(1), () -> {});
    listings.knows(memory.trains());
    MergeReading.Found found =
        new MergeReading(before, reader.read(result), head, result)
            .with(affected, listings, Openness.ALL_DATASETS);
    return new Outlook(preview(before, found.ready(), head, memory), found.problems());
  }

  private MergePreview preview(Snapshot before, Merge.Ready ready, CommitId head, Memory memory) {
    PullView view =
        new PullView("here", head, Origin.BRANCH, "", List.of(), "", null, ready, List.of());
    Observed observed =
        new Observed(
                memory.trains(),
                memory.tests(),
                Map.of(),
                ImageDesk.lookNow(images, before, memory, List.of(view)),
                Map.of(),
                Map.of(),
                List.of(view))
            .withPipelines(memory.pipelines());
    PullPlan plan =
        new Planner(settings, new EffectiveFields(json)::of)
            .plan(before, observed, clock.instant())
            .pulls()
            .getFirst();
    MergePreview preview = plan.preview();
    if (preview == null) {
      throw new IllegalStateException("what can be merged has a preview");
    }
    return preview;
  }
}
