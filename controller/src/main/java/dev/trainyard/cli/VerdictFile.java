package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;

/// Where the built application remembers which files of a yard were valid: in the user's folder for
/// caches.
///
/// @param identity changes with every build of the application
record VerdictFile(Path path, String identity) {
  private static final String LAUNCHER = "trainyard.launcher";
  private static final String CACHE_HOME = "XDG_CACHE_HOME";

  /// For the yard in this folder. None if this is not the built application, or it cannot tell
  /// which one it is, or there is no folder for caches.
  static Optional<VerdictFile> of(Path top) {
    return cacheFolder()
        .flatMap(folder -> build().map(it -> new VerdictFile(folder.resolve(name(top)), it)));
  }

  /// `$XDG_CACHE_HOME`, which must be absolute to count, or `~/.cache`.
  private static Optional<Path> cacheFolder() {
    Path set = Path.of(System.getenv().getOrDefault(CACHE_HOME, ""));
    Path home = Path.of(System.getProperty("user.home", ""));
    Path folder = set.isAbsolute() ? set : home.resolve(".cache");
    return Optional.of(folder.resolve("trainyard/verdicts")).filter(Path::isAbsolute);
  }

  /// Two yards of one name share a file at worst: then they displace each other's verdicts.
  private static String name(Path top) {
    CRC32 crc = new CRC32();
    crc.update(top.toString().getBytes(UTF_8));
    return Long.toHexString(crc.getValue());
  }

  /// What the build wrote down, and the jar as it lies there, should somebody have replaced it.
  private static Optional<String> build() {
    String launcher = System.getProperty(LAUNCHER, "");
    if (launcher.isEmpty()) {
      return Optional.empty();
    }
    Path lib = Path.of(launcher).resolveSibling("../lib");
    try {
      Path jar = lib.resolve("trainyard.jar");
      return Optional.of(
          Files.readString(lib.resolve("identity"))
              + " "
              + Files.size(jar)
              + " "
              + jar.toFile().lastModified());
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
