package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import dev.trainyard.model.work.WorkOrder.Purpose;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Honest wagons of a pull request: confined, they do what they would do unconfined.
class ConfinedWagonTest {
  @TempDir private Path folder;
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    assumeThatCode(() -> Bubblewrap.find(Bubblewrap.FOLDERS)).doesNotThrowAnyException();
    yard = new Yard(folder);
    yard.purpose = Purpose.PULL_TEST;
  }

  @Test
  void readsItsInputsAndWritesItsOutput() throws IOException {
    yard.wagon("a/honest", "cat $(cat $TRAINYARD_INPUTS) > $TRAINYARD_OUTPUT/out.txt");

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/honest")).isEqualTo("one\ntwo\n");
  }
}
