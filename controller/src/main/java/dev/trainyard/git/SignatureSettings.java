package dev.trainyard.git;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Whether commits of main and tags of packages have to be signed, and by whose keys.
///
/// @param mode for commits of main
/// @param packages for tags of packages
/// @param allowedSigners SSH keys, as OpenSSH's `allowed_signers` has them
/// @param gpgKeys armoured OpenPGP public keys
/// @param clock a key of a tag must be valid by it
public record SignatureSettings(
    Mode mode,
    Mode packages,
    Optional<Path> allowedSigners,
    Optional<Path> gpgKeys,
    InstantSource clock) {
  public static final SignatureSettings OFF =
      new SignatureSettings(
          Mode.OFF, Mode.OFF, Optional.empty(), Optional.empty(), () -> Instant.EPOCH);

  /// What becomes of a commit or tag without a good signature.
  public enum Mode {
    /// Nobody looks.
    OFF,
    /// It is told, and acted on.
    WARN,
    /// It is told, and nothing follows from it.
    REQUIRE
  }
}
