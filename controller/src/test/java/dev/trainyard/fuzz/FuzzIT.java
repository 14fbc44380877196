package dev.trainyard.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every [FuzzTarget] on inputs that nobody thought of, all at once, for `fuzz.seconds` each. What
/// breaks a property lies in `target/fuzz/CLASS/crash-...`: keep it among the seeds.
class FuzzIT {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 2);
  private static final Map<FuzzTarget, Process> FUZZERS = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws IOException, ClassNotFoundException {
    for (FuzzTarget target : FuzzTarget.all()) {
      FUZZERS.put(target, target.fuzz(SECONDS));
    }
  }

  @AfterAll
  static void end() {
    FUZZERS.values().forEach(Process::destroyForcibly);
  }

  static List<FuzzTarget> targets() {
    return List.copyOf(FUZZERS.keySet());
  }

  @ParameterizedTest
  @MethodSource("targets")
  void keepsItsProperties(FuzzTarget target) throws Exception {
    Process fuzzer = Objects.requireNonNull(FUZZERS.get(target));

    assertThat(fuzzer.waitFor(SECONDS + 300, TimeUnit.SECONDS)).as("ends").isTrue();

    assertThat(fuzzer.exitValue()).as(() -> said(target)).isZero();
  }

  private static String said(FuzzTarget target) {
    try {
      String log = Files.readString(target.log(), StandardCharsets.ISO_8859_1);
      return log.substring(Math.max(0, log.indexOf("== ")));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }
}
