package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.spec.DatasetSpec.Split;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.WorkOrder;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Number 2 of the negative tests: as many files as go in are accounted for, also the 101st.
class AccountedFilesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 99, 100, 101, 199, 200, 201, 305})
  void everyFileIsInOneJobAndInTheCoverage(int count) {
    SmallYard yard = new SmallYard();
    WorldInMemory world = new WorldInMemory(yard);
    List<InputFile> files =
        IntStream.range(0, count).mapToObj(i -> SmallYard.file("events", i, 1 + i / 50)).toList();
    yard.list("events", files);
    yard.events().split = new Split(100, null);
    yard.train("all", "ana/spectrum");

    world.run();

    var train = Objects.requireNonNull(world.trains.get("all"));
    assertThat(train.phase()).isInstanceOf(TrainPhase.Succeeded.class);
    assertThat(train.coverage().files()).isEqualTo(count);
    assertThat(train.coverage().ofFiles()).isEqualTo(count);
    WorkOrder order =
        world.orders.values().stream()
            .map(stored -> stored.order)
            .filter(it -> it.id().startsWith("train."))
            .findFirst()
            .orElseThrow();
    assertThat(order.jobs().stream().flatMap(job -> job.inputs().stream()))
        .containsExactlyInAnyOrderElementsOf(files);
  }
}
