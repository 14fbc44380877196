package dev.trainyard.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parts of an image's name.
///
/// @param host the registry, with its port where it has one
/// @param tag null if there is a digest only
/// @param digest null if there is a tag only
record ImageName(String host, String name, @Nullable String tag, @Nullable String digest) {
  private static final Pattern SHAPE =
      Pattern.compile(
          "([a-zA-Z0-9.-]{1,253}(?::[0-9]{1,5})?)/"
              + "([a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)"
              + "(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
              + "(?:@(sha256:[0-9a-f]{64}))?");

  /// More than registries take.
  private static final int LONGEST = 1000;

  /// Docker's own registry answers elsewhere.
  private static final String DOCKER = "docker.io";

  private static final String DOCKER_API = "registry-1.docker.io";

  static Optional<ImageName> parse(String reference) {
    Matcher parts = SHAPE.matcher(reference);
    return reference.length() <= LONGEST
            && parts.matches()
            && (parts.group(3) != null || parts.group(4) != null)
        ? Optional.of(new ImageName(parts.group(1), parts.group(2), parts.group(3), parts.group(4)))
        : Optional.empty();
  }

  /// Where the registry's API is.
  String apiHost() {
    return host.equals(DOCKER) ? DOCKER_API : host;
  }

  /// Registry and name.
  String repository() {
    return host + "/" + name;
  }
}
