package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.job.JobSettings.Custody;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/// How often a wagon's processes are looked at.
class ResourceSamplerTest {
  private static final int NOBODY = (1 << 22) + 1;
  private static final Duration OFTEN = Duration.ofMillis(5);

  @Test
  void looksOftenUntilItSeesWhatMayBeOverSoon() {
    ResourceSampler sampler = sampler(NOBODY);

    look(sampler, 10);

    assertThat(sampler.untilNext()).isLessThanOrEqualTo(OFTEN);
  }

  @Test
  void looksLessOftenOnceItHasSeenSomething() {
    ResourceSampler sampler = sampler(Math.toIntExact(ProcessHandle.current().pid()));

    look(sampler, 10);

    assertThat(sampler.untilNext()).isGreaterThan(OFTEN);
  }

  private static ResourceSampler sampler(int leader) {
    Adoption adoption = new Adoption(Custody.OWN_CHILDREN);
    Members members = new Members(adoption, "o", leader, null, null);
    return new ResourceSampler(members, InstantSource.system());
  }

  private static void look(ResourceSampler sampler, int times) {
    for (int i = 0; i < times; i++) {
      Posix.await(-1, -1, sampler.untilNext());
      sampler.sampleIfDue(Long.MAX_VALUE);
    }
  }
}
