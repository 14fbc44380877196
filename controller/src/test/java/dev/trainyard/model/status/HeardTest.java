package dev.trainyard.model.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.status.PullStatus.Heard;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which comments were acted upon.
class HeardTest {
  private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");
  private static final Heard NOTHING = new Heard(Instant.EPOCH, List.of());

  @Test
  void hasWhatItWasToldAndNothingElse() {
    Heard heard = NOTHING.andAll(Map.of("a", TEN));

    assertThat(heard.has("a", TEN)).isTrue();
    assertThat(heard.has("b", TEN)).isFalse();
  }

  @Test
  void knowsACommentAgainAfterItCouldNotListen() {
    Heard heard = NOTHING.andAll(Map.of("a", TEN)).andAll(Map.of());

    assertThat(heard.has("a", TEN)).isTrue();
  }

  @Test
  void hearsACommentThatTheForgeShowsALittleLate() {
    Heard heard = NOTHING.andAll(Map.of("later", TEN.plusSeconds(60)));

    assertThat(heard.has("earlier", TEN)).isFalse();
  }

  @Test
  void countsWhatIsOldAsHeard() {
    Heard heard = NOTHING.andAll(Map.of("new", TEN.plusSeconds(3600)));

    assertThat(heard.has("long before", TEN)).isTrue();
  }
}
