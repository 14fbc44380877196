package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Condition;
import dev.trainyard.model.spec.PipelineSpec.Approval;
import dev.trainyard.model.spec.PipelineSpec.WhenStale;
import dev.trainyard.model.status.StagePhase;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnfoldingTest {
  private static final String SAMPLE = "chain-sample-events";
  private static final String SECOND = "chain-sample-others";
  private static final String MODEL = "chain-model";
  private static final String APPLY = "chain-apply-others";

  private final PipelineInMemory chain = new PipelineInMemory();

  private void succeedAll() {
    chain.unfold();
    chain.succeed(SAMPLE, "images");
    chain.unfold();
    chain.succeed(MODEL, "weights");
    chain.unfold();
    chain.succeed(APPLY, "energies");
    chain.unfold();
  }

  @Test
  void startsEachStageWhenWhatItNeedsIsThere() {
    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0));

    chain.run(SAMPLE);
    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0));

    chain.succeed(SAMPLE, "images");
    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 0));

    chain.succeed(MODEL, "weights");
    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 0, APPLY, 0));

    chain.succeed(APPLY, "energies");
    chain.unfold();
    assertThat(chain.status().phase()).isEqualTo(StagePhase.SUCCEEDED);
    assertThat(Condition.affirms(chain.status().conditions(), "Ready")).isTrue();
  }

  @Test
  void goesOnWhereAnEarlierControllerStopped() {
    chain.unfold();
    chain.succeed(SAMPLE, "images");

    chain.restart();

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 0));
  }

  @Test
  void startsNothingAfterAStageThatFailed() {
    chain.unfold();
    chain.fail(SAMPLE);

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0));
    assertThat(chain.status().phase()).isEqualTo(StagePhase.FAILED);
    assertThat(chain.stage("sample").message()).contains("raise spec.rerun");
    assertThat(chain.stage("model").message()).isEqualTo("waits for sample");
  }

  @Test
  void runsOnlyWhatFailedAgainWhenItIsAskedTo() {
    chain.unfold();
    chain.succeed(SAMPLE, "images");
    chain.unfold();
    chain.fail(MODEL);
    chain.unfold();

    chain.rerun = 1;

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 1));
    chain.fail(MODEL);
    assertThat(chain.unfold()).as("asked for once").isEqualTo(Map.of(SAMPLE, 0, MODEL, 1));
  }

  @Test
  void decidesOnceThatATrainRunsAgainWhateverIsDoneMeanwhile() {
    succeedAll();
    chain.rerunOfModel = 1;
    chain.unfold();

    chain.restart();

    assertThat(chain.unfold()).containsEntry(MODEL, 1);
    assertThat(chain.unfold()).containsEntry(MODEL, 1);
  }

  @Test
  void saysThatAStageIsStaleAndWaits() {
    succeedAll();

    chain.yard.wagon("ana/use").config = Map.of("cut", 2);

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 0, APPLY, 0));
    assertThat(chain.stage("apply").phase()).isEqualTo(StagePhase.STALE);
    assertThat(chain.stage("apply").message()).contains("a wagon of it").contains("spec.rerun");
    assertThat(Condition.denies(chain.status().conditions(), "UpToDate")).isTrue();
  }

  @Test
  void redoesWhatIsStaleAndNothingElse() {
    succeedAll();
    chain.yard.wagon("ana/use").config = Map.of("cut", 2);

    chain.rerun = 1;

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 0, APPLY, 1));
    chain.succeed(APPLY, "others");
    chain.unfold();
    assertThat(chain.status().phase()).isEqualTo(StagePhase.SUCCEEDED);
  }

  @Test
  void takesAChangeAndTheWishToRedoItInOneCommit() {
    succeedAll();

    chain.yard.wagon("ana/fit").config = Map.of("depth", 3);
    chain.rerun = 1;

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 1, APPLY, 0));
  }

  /// Number 16 of the negative tests: replaced model, dependants become stale.
  @Test
  void redoesWhatAnotherModelMakesStale() {
    succeedAll();
    chain.yard.wagon("ana/fit").config = Map.of("depth", 3);
    chain.rerun = 1;
    chain.unfold();

    chain.succeed(MODEL, "other weights");

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 1, APPLY, 1));
  }

  @Test
  void buildsAgainWhatAnotherSampleMakesStale() {
    succeedAll();
    chain.yard.wagon("ana/spectrum").config = Map.of("bins", 20);
    chain.whenStale = WhenStale.REDO;
    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 1, MODEL, 0, APPLY, 0));

    chain.succeed(SAMPLE, "other images");

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 1, MODEL, 1, APPLY, 0));
  }

  @Test
  void decidesForAllTrainsOfAStageAtOnceThatItRunsAgain() {
    chain.twoSamples = true;
    chain.unfold();
    chain.succeed(SAMPLE, "images");
    chain.run(SECOND);
    chain.rerunOfSample = 1;

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, SECOND, 0));
    chain.succeed(SECOND, "more images");
    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 1, SECOND, 1));

    chain.succeed(SAMPLE, "images");
    chain.run(SECOND);
    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 1, SECOND, 1));
    chain.succeed(SECOND, "more images");
    assertThat(chain.unfold()).containsEntry(SAMPLE, 1).containsEntry(SECOND, 1);
  }

  @Test
  void startsNothingWithAModelThatIsAboutToBeMadeAgain() {
    succeedAll();
    chain.yard.wagon("ana/spectrum").config = Map.of("bins", 20);
    chain.yard.wagon("ana/use").config = Map.of("cut", 2);

    chain.rerun = 1;

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 1, MODEL, 0, APPLY, 0));
    chain.succeed(SAMPLE, "other images");
    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 1, MODEL, 1, APPLY, 0));
    chain.succeed(MODEL, "other weights");
    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 1, MODEL, 1, APPLY, 1));
  }

  @Test
  void holdsWhatHasNotLeftWhenItIsNotWhatWasApproved() {
    succeedUntilApproval();
    chain.approved = chain.stage("apply").approval();
    chain.unfold();
    chain.wait(APPLY);
    assertThat(chain.isHeld(APPLY)).isFalse();

    chain.rerunOfModel = 1;
    chain.unfold();
    chain.succeed(MODEL, "other weights");
    chain.unfold();

    assertThat(chain.isHeld(APPLY)).isTrue();
    assertThat(chain.stage("apply").phase()).isEqualTo(StagePhase.NEEDS_APPROVAL);
  }

  @Test
  void endsNothingThatAnErrorTakesOutOfTheChain() {
    chain.unfold();
    chain.run(SAMPLE);
    chain.unfold();

    chain.breakBy("smaple");
    chain.unfold();

    assertThat(chain.isUnreadable(SAMPLE)).isTrue();
    assertThat(chain.stage("sample").trains()).isNotEmpty();
  }

  @Test
  void takesNoResultOfAStranger() {
    chain.unfold();
    chain.succeed(SAMPLE, "images");
    chain.said = Map.of();
    chain.restart();

    chain.unfold();

    assertThat(chain.stage("sample").phase()).isEqualTo(StagePhase.STALE);
    assertThat(chain.stage("sample").message()).contains("not known of what it was made");
  }

  @Test
  void keepsWhatAModelMadeAgainLeavesAsItWas() {
    succeedAll();
    chain.whenStale = WhenStale.REDO;
    chain.rerunOfModel = 1;
    chain.unfold();

    chain.succeed(MODEL, "weights");

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 1, APPLY, 0));
    assertThat(chain.status().phase()).isEqualTo(StagePhase.SUCCEEDED);
  }

  @Test
  void redoesByItselfWhatNewFilesMakeStale() {
    succeedAll();
    chain.whenStale = WhenStale.REDO;

    chain.seeNewFiles(APPLY);

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 0, APPLY, 1));
  }

  @Test
  void takesWordsForNoChange() {
    succeedAll();
    chain.whenStale = WhenStale.REDO;

    chain.description = "Better words";

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0, MODEL, 0, APPLY, 0));
    assertThat(chain.status().phase()).isEqualTo(StagePhase.SUCCEEDED);
  }

  /// As far as a person has to look at the model.
  private void succeedUntilApproval() {
    chain.approval = Approval.REQUIRED;
    chain.unfold();
    chain.succeed(SAMPLE, "images");
    chain.unfold();
    chain.succeed(MODEL, "weights");
    chain.unfold();
  }

  @Test
  void asksForApprovalOfWhatIsThere() {
    succeedUntilApproval();
    String key = chain.stage("apply").approval();
    assertThat(chain.stage("apply").phase()).isEqualTo(StagePhase.NEEDS_APPROVAL);
    assertThat(chain.stage("apply").message()).contains("approved: \"" + key + "\"");

    chain.approved = key;

    assertThat(chain.unfold()).containsEntry(APPLY, 0);
  }

  @Test
  void asksAgainWhenSomethingElseIsThere() {
    succeedUntilApproval();
    chain.approved = chain.stage("apply").approval();
    chain.unfold();
    chain.succeed(APPLY, "energies");
    chain.unfold();
    chain.rerunOfModel = 1;
    chain.unfold();

    chain.succeed(MODEL, "other weights");
    chain.rerun = 1;

    assertThat(chain.unfold()).containsEntry(APPLY, 0);
    assertThat(chain.stage("apply").phase()).isEqualTo(StagePhase.NEEDS_APPROVAL);
    assertThat(chain.stage("apply").approval()).isNotEqualTo(chain.approved);
  }

  @Test
  void startsNothingWhileItIsHeld() {
    chain.unfold();
    chain.succeed(SAMPLE, "images");
    chain.suspend = true;

    assertThat(chain.unfold()).isEqualTo(Map.of(SAMPLE, 0));
    assertThat(chain.stage("model").phase()).isEqualTo(StagePhase.HELD);

    chain.suspend = false;

    assertThat(chain.unfold()).containsKey(MODEL);
  }

  @Test
  void isTheSameYardWhileNothingMoves() {
    chain.unfold();
    var before = chain.status();

    chain.unfold();

    assertThat(chain.status()).isSameAs(before);
  }
}
