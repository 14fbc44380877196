package dev.trainyard.git;

import dev.trainyard.git.AllowedSigners.RefusedKeyException;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Optional;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier;
import org.eclipse.jgit.lib.SignatureVerifier.SignatureVerification;
import org.eclipse.jgit.signing.ssh.SigningKeyDatabase;
import org.eclipse.jgit.signing.ssh.SshSignatureVerifierFactory;
import org.eclipse.jgit.signing.ssh.VerificationException;
import org.jspecify.annotations.Nullable;

/// SSH signatures, checked by JGit against keys of ours: no configuration of Git says which.
record SshSignatures(AllowedSigners signers) {
  static {
    SigningKeyDatabase.setInstance(new Ours());
  }

  /// Why a signature does not count, if it does not.
  Optional<String> objection(Repository git, SignedCommit commit, String signature) {
    SignatureVerifier verifier = new SshSignatureVerifierFactory().create();
    try {
      SignatureVerification found =
          verifier.verify(
              git,
              new Keys(signers),
              SignedCommit.bytes(commit.signed()),
              SignedCommit.bytes(signature));
      return found.verified()
          ? Optional.empty()
          : Optional.of(
              found.message() == null || found.message().isBlank()
                  ? "its SSH signature is not of this commit: one of the two was changed"
                  : found.message());
    } catch (IOException | RuntimeException e) {
      return Optional.of("its SSH signature is damaged (" + e.getMessage() + ")");
    }
  }

  /// Carries our keys through JGit.
  private static final class Keys extends GpgConfig {
    private final AllowedSigners signers;

    Keys(AllowedSigners signers) {
      super(new Config());
      this.signers = signers;
    }
  }

  /// Knows the keys of whoever asks, and none by itself.
  private static final class Ours implements SigningKeyDatabase {
    @Override
    public boolean isRevoked(Repository git, GpgConfig config, PublicKey key) {
      return false; // whose key is gone is taken out of the file
    }

    @Override
    public String isAllowed(
        Repository git,
        GpgConfig config,
        PublicKey key,
        String namespace,
        @Nullable PersonIdent committer)
        throws VerificationException {
      if (!(config instanceof Keys keys) || !namespace.equals(AllowedSigners.NAMESPACE)) {
        throw new VerificationException(false, "its SSH signature is not of a commit");
      } else if (committer == null) {
        throw new VerificationException(false, "it does not say when it was committed");
      }
      try {
        return keys.signers.signer(key, committer.getWhenAsInstant());
      } catch (RefusedKeyException e) {
        throw new VerificationException(false, e.getMessage());
      }
    }
  }
}
