package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cli.OutputSource.Served;
import dev.trainyard.json.Json;
import dev.trainyard.remote.Remotes;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputSourceTest {
  @Test
  void breaksOffWhenNothingComesAnyMore() throws Exception {
    try (FileServer server = FileServer.stalling()) {
      Served store = Served.at(URI.create("http://" + server.host() + "/"), Duration.ofSeconds(1));

      try (InputStream in = store.open("file", 0)) {
        assertThat(in.read()).isEqualTo('{');
        assertThatThrownBy(in::read).hasMessage("nothing came for 1 s");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "http://host/my store", "https:///store"})
  void refusesWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> OutputSource.of(address, Remotes.NONE, new Json()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no address of a store");
  }
}
