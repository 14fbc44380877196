package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stores and inputs in folders whose names are hard on shells.
class OddPlacesTest {
  @TempDir private Path folder;

  @Test
  void runsAndMergesInAFolderOfAnyName() throws IOException {
    MergeYard yard = new MergeYard(folder.resolve("my data #1 (ключ) $HOME 'it”s' *"));
    Merge program =
        new Merge(MergeKind.COMMAND, List.of(), 0, List.of("/bin/sh", "-c", "cat \"$$@\"", "sh"));
    String script = "while read -r file; do cat \"$file\"; done < \"$TRAINYARD_INPUTS\"";
    yard.jobs.wagon(
        "a/w",
        "{ " + script + "; } > \"$TRAINYARD_OUTPUT/out.txt\"",
        Yard.USUAL,
        List.of(Yard.output("out.txt", program)));
    yard.jobs.job(yard.jobs.input("a b.txt", "one\n")).job(yard.jobs.input("c?.txt", "two\n"));
    yard.jobs.pin();

    JobEnd first = yard.jobs.runner().run(Yard.request(0));
    JobEnd second = yard.jobs.runner().run(Yard.request(1));
    JobEnd merged = yard.merge();

    assertThat(List.of(first, second, merged)).containsOnly(JobEnd.COMMITTED);
    assertThat(yard.merged()).isEqualTo("one\ntwo\n");
  }
}
