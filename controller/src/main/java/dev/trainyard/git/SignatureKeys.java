package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/// The keys that may sign commits, as their files held them at one moment.
final class SignatureKeys {
  private static final String SSH = "-----BEGIN SSH SIGNATURE-----";
  private static final String PGP = "-----BEGIN PGP SIGNATURE-----";

  private final SshSignatures ssh;
  private final GpgKeys gpg;

  private SignatureKeys(SshSignatures ssh, GpgKeys gpg) {
    this.ssh = ssh;
    this.gpg = gpg;
  }

  /// The texts of the files of keys, to be read and to tell whether they have changed.
  record Texts(String signers, String keys) {
    static Texts read(SignatureSettings settings) throws UnusableKeysException {
      return new Texts(text(settings.allowedSigners()), text(settings.gpgKeys()));
    }

    private static String text(Optional<Path> file) throws UnusableKeysException {
      try {
        return file.isEmpty() ? "" : new String(Files.readAllBytes(file.get()), UTF_8);
      } catch (IOException e) {
        throw new UnusableKeysException(
            "%s cannot be read (%s)".formatted(file.get(), e.getClass().getSimpleName()));
      }
    }
  }

  static SignatureKeys parse(SignatureSettings settings, Texts texts) throws UnusableKeysException {
    String signers = settings.allowedSigners().map(Path::toString).orElse("allowedSigners");
    String keys = settings.gpgKeys().map(Path::toString).orElse("gpgKeys");
    return new SignatureKeys(
        new SshSignatures(
            settings.allowedSigners().isEmpty()
                ? new AllowedSigners("allowedSigners, which is not set", List.of())
                : AllowedSigners.parse(signers, texts.signers)),
        settings.gpgKeys().isEmpty()
            ? new GpgKeys("gpgKeys, which is not set", List.of())
            : GpgKeys.parse(keys, texts.keys));
  }

  /// Why a commit is not known to be of one who may sign, if it is not.
  ///
  /// @param raw the commit as Git stores it
  Optional<String> objection(Repository git, byte[] raw, Instant now) {
    return objection(git, SignedCommit.of(raw), now);
  }

  /// As above, of what was taken apart.
  Optional<String> objection(Repository git, SignedCommit commit, Instant now) {
    if (commit.signatures().isEmpty()) {
      return Optional.of("it is not signed");
    }
    Optional<String> signature = commit.signature();
    if (signature.isEmpty()) {
      return Optional.of("it has several signatures");
    } else if (signature.get().startsWith(SSH)) {
      return ssh.objection(git, commit, signature.get());
    } else if (signature.get().startsWith(PGP)) {
      return gpg.objection(commit, signature.get(), now);
    }
    return Optional.of("its signature is neither of SSH nor of OpenPGP");
  }
}
