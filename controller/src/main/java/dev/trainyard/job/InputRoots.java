package dev.trainyard.job;

import dev.trainyard.remote.RemoteAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where inputs may come from: an operator's setting that no pull request can reach.
///
/// @param inputs what relative `file:` locations are relative to, or null if there may be none
/// @param allowed folders below which absolute `file:` locations may lie
/// @param hosts which `http(s):` locations may be asked
/// @param places where `s3:` and `root:` locations may be
public record InputRoots(
    @Nullable Path inputs,
    List<Path> allowed,
    Predicate<URI> hosts,
    Predicate<RemoteAddress> places) {
  /// Any host, but only over an encrypted connection.
  public static final Predicate<URI> ANY_OVER_HTTPS =
      uri -> uri.getScheme() != null && uri.getScheme().equalsIgnoreCase("https");

  /// These hosts, each a name or `name:port`, in lower or upper case.
  public static Predicate<URI> named(Collection<String> names) {
    Set<String> hosts =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return uri -> {
      String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
      return hosts.contains(uri.getPort() < 0 ? host : host + ":" + uri.getPort());
    };
  }

  /// Without any `s3:` and `root:` locations.
  public InputRoots(@Nullable Path inputs, List<Path> allowed, Predicate<URI> hosts) {
    this(inputs, allowed, hosts, address -> false);
  }

  /// These places and what is below them.
  public static Predicate<RemoteAddress> below(Collection<RemoteAddress> tops) {
    List<RemoteAddress> all = List.copyOf(tops);
    return address -> all.stream().anyMatch(top -> top.holds(address));
  }

  public InputRoots {
    inputs = inputs == null ? null : inputs.toAbsolutePath().normalize();
    allowed = allowed.stream().map(root -> root.toAbsolutePath().normalize()).toList();
  }

  /// The absolute path of a `file:` location, wildcards allowed in it.
  ///
  /// @throws IllegalArgumentException if it leads out of the allowed folders
  Path resolve(Path path) {
    for (Path name : path) {
      if (name.toString().equals("..")) {
        throw new IllegalArgumentException("a location may not hold ..: " + path);
      }
    }
    if (!path.isAbsolute() && inputs == null) {
      throw new IllegalArgumentException(
          "the location " + path + " is relative, and the operator has set no inputs folder");
    }
    Path resolved = inputs == null || path.isAbsolute() ? path : inputs.resolve(path);
    if (roots().stream().noneMatch(resolved.normalize()::startsWith)) {
      throw new IllegalArgumentException(
          "the location "
              + path
              + " is not below a folder that the operator allows: the inputs root, or one of"
              + " inputs.folders in the controller's settings");
    }
    return resolved.normalize();
  }

  /// Makes sure that a location on object storage or an XRootD server may be used; it may hold
  /// wildcards.
  ///
  /// @throws IllegalArgumentException if not
  void assure(RemoteAddress address) {
    if (!places.test(address)) {
      throw new IllegalArgumentException(
          switch (address.scheme()) {
            case S3 ->
                "the operator does not allow inputs from %s: its bucket, or a prefix of it, is none of inputs.buckets in the controller's settings"
                    .formatted(address);
            case ROOT ->
                "the operator does not allow inputs from %s: its host is none of inputs.hosts in the controller's settings"
                    .formatted(address);
          });
    }
  }

  /// What a file is called that was listed by this path or pattern: if that is relative, then
  /// relative to the inputs root, wherever it lies; else null, and its location is its name.
  @Nullable String name(Path listed, Path file) {
    return inputs == null || listed.isAbsolute() ? null : "file:" + inputs.relativize(file);
  }

  /// Whether a file, all symbolic links followed, still lies below an allowed folder.
  boolean holds(Path file) throws IOException {
    Path real = file.toRealPath();
    for (Path root : roots()) {
      if (Files.exists(root) && real.startsWith(root.toRealPath())) {
        return true;
      }
    }
    return false;
  }

  private List<Path> roots() {
    List<Path> roots = new ArrayList<>(allowed);
    if (inputs != null) {
      roots.add(inputs);
    }
    return roots;
  }
}
