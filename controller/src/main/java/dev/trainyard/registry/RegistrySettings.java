package dev.trainyard.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an operator sets for registries.
///
/// @param allowed repositories such as `registry.example.org/lab/tools`, or all below one, such as
///   `registry.example.org/lab/*`: of others nothing is asked
/// @param plainHttp registries that are spoken to without TLS
/// @param hosts others on the internal network that registries may send to, for tokens
/// @param credentials a `config.json` of Docker, read anew each time; null to ask as anybody
/// @param patience most that one answer may take
public record RegistrySettings(
    List<String> allowed,
    Set<String> plainHttp,
    Set<String> hosts,
    @Nullable Path credentials,
    Duration patience) {
  private static final String BELOW = "/*";

  public RegistrySettings {
    allowed = List.copyOf(allowed);
    plainHttp = Set.copyOf(plainHttp);
    hosts = Set.copyOf(hosts);
  }

  boolean allows(String repository) {
    return allowed.stream().anyMatch(entry -> allows(entry, repository));
  }

  private static boolean allows(String entry, String repository) {
    return entry.endsWith(BELOW)
        ? repository.startsWith(entry.substring(0, entry.length() - 1))
        : repository.equals(entry);
  }

  /// Whether the operator has named a host: then it may be on the internal network.
  boolean knows(String host) {
    return hosts.contains(host)
        || plainHttp.contains(host)
        || allowed.stream().anyMatch(entry -> entry.startsWith(host + "/"));
  }
}
