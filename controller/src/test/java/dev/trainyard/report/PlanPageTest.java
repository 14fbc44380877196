package dev.trainyard.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanPageTest {
  private static final TaskNeeds NEEDS =
      new TaskNeeds(2, ByteSize.parse("4Gi"), Duration.ofMinutes(75));

  @Test
  void tellsItemByItemWhatIsDoneAndWhy() {
    WorkOrder order = order();
    var jobs = name(SubmissionName.Stage.JOBS);
    var merge = name(SubmissionName.Stage.MERGE);
    Plan plan =
        new Plan(
            List.of(
                new Action.Pin("train pairs", "all its wagons passed", order),
                new Action.SubmitJobs(
                    "train pairs",
                    "2 jobs ran out of memory",
                    "local",
                    order,
                    jobs,
                    List.of(1, 2),
                    2.0,
                    List.of("a/slow"),
                    NEEDS,
                    0),
                new Action.SubmitMerge(
                    "train old",
                    "all jobs are done",
                    "local",
                    new MergeOrder(
                        "m", "o", List.of(), List.of(new MergeOrder.MissingJob(3, "lost"))),
                    null,
                    merge,
                    List.of(0, 1),
                    1,
                    NEEDS,
                    0),
                new Action.Cancel("train gone", "its file was deleted", "local", jobs)),
            List.of(
                new Plan.Wait("train next", "WagonTest", "waits for the test of a/w\u001b[31m\n!")),
            List.of(),
            List.of(),
            SampleYard.NOON);

    String text = new PlanPage(plan).text();

    assertThat(text)
        .isEqualTo(
            """
            pin     train pairs
                    why: all its wagons passed
                    carries: a/w, a/slow
                    input: 6 files, 2.86 MiB of dataset muons-2010 (full), in 3 jobs

            submit  train pairs: 2 jobs on engine local
                    why: 2 jobs ran out of memory
                    carries: a/w; goes without a/slow
                    input: 4 files, 1.91 MiB of dataset muons-2010 (full), in 2 jobs
                    each: 2 cores, 4.00 GiB, at most 1 h 15 min, 2.0 x the usual limits
                    name: %1$s

            merge   train old: 2 outputs on engine local
                    why: all jobs are done
                    goes without 1 job
                    name: %2$s

            cancel  train gone: %1$s on engine local
                    why: its file was deleted

            wait    train next (WagonTest)
                    waits for the test of a/w !

            Plan: 2 jobs to run over 4 files, 2 outputs to merge, 1 submission to cancel; 1 item waiting.
            If nothing moves before, it is planned again at 2026-03-14 12:00 UTC.
            """
                .formatted(jobs, merge));
  }

  @Test
  void saysThatNothingIsToBeDone() {
    Plan plan = new Plan(List.of(), List.of(), List.of(), List.of(), null);

    assertThat(new PlanPage(plan).text()).isEqualTo("Plan: nothing to do; 0 items waiting.\n");
  }

  private static SubmissionName name(SubmissionName.Stage stage) {
    return SubmissionName.of("sample", "train.pairs", stage, 2);
  }

  private static WorkOrder order() {
    return new WorkOrder(
        "train.pairs",
        WorkOrder.Purpose.TRAIN,
        "pairs",
        SampleYard.COMMIT,
        "muons-2010",
        "full",
        null,
        SampleYard.digest("listing"),
        Map.of(),
        List.of(SampleTest.software()),
        List.of(run("a/w"), run("a/slow")),
        IntStream.range(0, 3).mapToObj(PlanPageTest::job).toList(),
        List.of(),
        List.of(),
        new WorkOrder.Terms(
            "local",
            new TrainSpec.Retry(3, 1, 1, Duration.ofSeconds(10)),
            1.0,
            TrainSpec.OnWagonFailure.FAIL),
        SampleYard.NOON);
  }

  private static JobSplit job(int index) {
    String location = "file:data/" + index;
    return new JobSplit(
        index,
        List.of(
            new InputFile(location + "a.csv", null, 500_000L, null),
            new InputFile(location + "b.csv", null, 500_000L, null)));
  }

  private static WagonRun run(String name) {
    return new WagonRun(
        InstanceName.parse(name),
        List.of(),
        "dimuon",
        List.of("run"),
        Map.of(),
        WagonSpec.Input.FILES,
        Map.of(),
        List.of(),
        new WagonSpec.Success(List.of(0), List.of()),
        new WagonSpec.Resources(ByteSize.parse("2Gi"), 1, Duration.ofMinutes(30)));
  }
}
