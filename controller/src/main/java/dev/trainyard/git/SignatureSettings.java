package dev.trainyard.git;

import java.nio.file.Path;
import java.util.Optional;

/// Whether commits of main have to be signed, and by whose keys.
///
/// @param allowedSigners SSH keys, as OpenSSH's `allowed_signers` has them
/// @param gpgKeys armoured OpenPGP public keys
public record SignatureSettings(Mode mode, Optional<Path> allowedSigners, Optional<Path> gpgKeys) {
  public static final SignatureSettings OFF =
      new SignatureSettings(Mode.OFF, Optional.empty(), Optional.empty());

  /// What becomes of a commit without a good signature.
  public enum Mode {
    /// Nobody looks.
    OFF,
    /// It is told, and acted on.
    WARN,
    /// It is told, and nothing follows from it.
    REQUIRE
  }
}
