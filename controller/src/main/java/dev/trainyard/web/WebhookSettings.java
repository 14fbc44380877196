package dev.trainyard.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Where webhooks are taken in, and how much of them.
///
/// @param listen port 0: any free one
/// @param secret read anew for every delivery
public record WebhookSettings(InetSocketAddress listen, SecretSource secret, Limits limits) {

  /// Where the secret is read from that the forge and we share.
  @FunctionalInterface
  public interface SecretSource {
    String read() throws IOException;
  }

  /// What strangers may use of us.
  ///
  /// @param body bytes of a delivery
  /// @param time for a delivery to arrive whole
  /// @param connections at once
  /// @param pause between two polls that deliveries bring forward
  public record Limits(int body, Duration time, int connections, Duration pause) {
    public static Limits defaults() {
      return new Limits(1 << 20, Duration.ofSeconds(10), 32, Duration.ofSeconds(5));
    }
  }

  @Override
  public String toString() {
    return "WebhookSettings[" + listen + "]";
  }
}
