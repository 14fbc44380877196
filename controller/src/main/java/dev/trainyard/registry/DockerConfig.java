package dev.trainyard.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.json.ExactJson;
import dev.trainyard.json.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who asks registries: a file as `docker login` writes it, or a secret of the type
/// `kubernetes.io/dockerconfigjson` mounts it.
record DockerConfig(Map<String, Object> hosts) {
  private static final DockerConfig NONE = new DockerConfig(Map.of());

  /// Under which names hosts go besides their own.
  private static final Map<String, String> ALIASES =
      Map.of("registry-1.docker.io", "https://index.docker.io/v1/");

  /// Nobody asks as anybody else.
  static DockerConfig none() {
    return NONE;
  }

  /// @throws IOException if it cannot be read
  static DockerConfig read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return new ExactJson().read(new ByteArrayInputStream(bytes)) instanceof Map<?, ?> all
              && all.get("auths") instanceof Map<?, ?> auths
          ? new DockerConfig(texts(auths))
          : NONE;
    } catch (MalformedJsonException e) {
      // What stands in it is secret.
      throw new IOException(file + " is no config.json of Docker", e);
    }
  }

  @SuppressWarnings("unchecked") // keys of JSON objects are texts
  private static Map<String, Object> texts(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  /// What goes into the header `Authorization` for a host; empty if it is nobody's.
  Optional<String> basic(String host) {
    for (String name :
        List.of(host, "https://" + host, "https://" + host + "/", ALIASES.getOrDefault(host, ""))) {
      if (hosts.get(name) instanceof Map<?, ?> account) {
        Optional<String> found = basic(account);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> basic(Map<?, ?> account) {
    if (account.get("auth") instanceof String auth && !auth.isBlank()) {
      return Optional.of("Basic " + auth.strip());
    }
    return account.get("username") instanceof String user
            && account.get("password") instanceof String password
        ? Optional.of(
            "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "DockerConfig" + hosts.keySet();
  }
}
