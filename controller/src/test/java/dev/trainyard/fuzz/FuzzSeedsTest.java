package dev.trainyard.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every seed of every [FuzzTarget], among them what a fuzzer found before.
class FuzzSeedsTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  @TestFactory
  List<DynamicTest> keepsItsProperties() throws IOException, ClassNotFoundException {
    List<DynamicTest> tests = new ArrayList<>();
    for (FuzzTarget target : FuzzTarget.all()) {
      for (Path seed : target.seeds()) {
        byte[] input = Files.readAllBytes(seed);
        tests.add(
            dynamicTest(
                target + " " + seed.getFileName(),
                () -> assertTimeoutPreemptively(LONGEST, () -> target.run(input))));
      }
    }
    return tests;
  }
}
