package dev.trainyard.cli;

import java.net.InetSocketAddress;

/// Addresses to listen on, as settings have them: `HOST:PORT`, or `:PORT`.
final class ListenAddress {
  private static final int HIGHEST_PORT = 65_535;

  private ListenAddress() {}

  /// @param key of the settings, for messages
  /// @throws InvalidSettingsException if nothing can listen there
  static InetSocketAddress of(String key, String listen) throws InvalidSettingsException {
    int colon = listen.lastIndexOf(':');
    String host = listen.substring(0, colon);
    int port = Integer.parseInt(listen.substring(colon + 1));
    if (port > HIGHEST_PORT) {
      throw new InvalidSettingsException(key + ": there is no port " + port);
    }
    InetSocketAddress address =
        host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new InvalidSettingsException(key + ": no host is called " + host);
    }
    return address;
  }
}
