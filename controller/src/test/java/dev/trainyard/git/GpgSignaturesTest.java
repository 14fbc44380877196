package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.git.SignatureSettings.Mode;
import dev.trainyard.git.Signatures.Verdict;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Commits that `gpg` signed, and what becomes of them.
class GpgSignaturesTest extends SignedRepository {
  @Test
  void acceptsWhatAKnownOpenPgpKeySigned() throws Exception {
    assumeTrue(SignedClone.hasGpg(), "gpg is not installed");
    Files.writeString(
        pgp,
        "Ada, Bob\n"
            + clone.gpgKey("ada", "ed25519", "0")
            + "\n"
            + clone.gpgKey("bob", "rsa3072", "2y"));
    clone.signed("a", "1", clone.pgp("ada"));
    assertThat(judge()).isEqualTo(new Verdict.Good());
    clone.signed("a", "2", clone.pgp("bob"));
    assertThat(judge()).isEqualTo(new Verdict.Good());
  }

  @Test
  void refusesBadOpenPgpSignatures() throws Exception {
    assumeTrue(SignedClone.hasGpg(), "gpg is not installed");
    Files.writeString(pgp, clone.gpgKey("ada", "ed25519", "0"));
    clone.gpgKey("eve", "ed25519", "0");
    CommitId good = clone.signed("a", "1", clone.pgp("ada"));
    String raw = clone.git("cat-file", "commit", good.hex());

    forge(raw.replace("Change a", "Change b"));
    assertThat(why())
        .isEqualTo("its OpenPGP signature is not of this commit: one of the two was changed");
    forge(raw.replaceFirst("PGP SIGNATURE-----\n \n .{20}", "PGP SIGNATURE-----\n \n AAAA"));
    assertThat(why()).contains("OpenPGP signature");
    clone.signed("a", "2", clone.pgp("eve"));
    assertThat(why()).contains("its OpenPGP key").contains("is not in");
  }

  @Test
  void refusesAnOpenPgpKeyThatExpiredOrWasRevoked() throws Exception {
    assumeTrue(SignedClone.hasGpg(), "gpg is not installed");
    Files.writeString(pgp, clone.gpgKey("ada", "ed25519", "2d"));
    clone.signed("a", "1", clone.pgp("ada"));
    CommitId main = fetch();
    assertThat(repository.signatures().judge(main, List.of(), Instant.now()))
        .isEqualTo(new Verdict.Good());

    var later = repository.signatures();
    later.forget();
    Files.writeString(pgp, Files.readString(pgp) + "\n"); // nothing is remembered
    assertThat(later.judge(main, List.of(), Instant.now().plus(Duration.ofDays(3))))
        .isInstanceOfSatisfying(
            Verdict.Bad.class, it -> assertThat(it.first().why()).contains("expired"));

    Path home = folder.resolve("gnupg/openpgp-revocs.d");
    try (var all = Files.list(home)) {
      Path certificate = all.findFirst().orElseThrow();
      Files.writeString(
          certificate, Files.readString(certificate).replace(":-----BEGIN", "-----BEGIN"));
      clone.gpg("--import", certificate.toString());
    }
    Files.writeString(pgp, clone.gpgPublic("ada"));
    assertThat(why()).matches("its OpenPGP key \\S+ was not valid for signing when it was signed");
  }

  @Test
  void acceptsASigningSubkey() throws Exception {
    assumeTrue(SignedClone.hasGpg(), "gpg is not installed");
    clone.gpgKey("ada", "ed25519", "0");
    String fingerprint =
        clone
            .gpg("--list-keys", "--with-colons", "ada")
            .lines()
            .filter(line -> line.startsWith("fpr"))
            .findFirst()
            .orElseThrow()
            .split(":", -1)[9];
    clone.gpg("--quick-add-key", fingerprint, "ed25519", "sign", "0");
    Files.writeString(pgp, clone.gpgPublic("ada"));
    clone.signed("a", "1", clone.pgp("ada"));

    assertThat(judge()).isEqualTo(new Verdict.Good());
  }

  @ParameterizedTest
  @CsvSource({
    "no key at all, keys.asc:1: this is no armoured public key",
    "-----BEGIN PGP PUBLIC KEY BLOCK-----, keys.asc:2: this key has no end",
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\\n"
        + "\\n"
        + "AAAA\\n"
        + "-----END PGP PUBLIC KEY BLOCK-----, keys.asc:2: this public key is damaged",
  })
  void namesTheOpenPgpKeyThatIsGarbage(String text, String what) throws IOException {
    Files.writeString(pgp, (text.startsWith("no") ? "" : "# ours\n") + text.replace("\\n", "\n"));
    SignatureSettings settings =
        new SignatureSettings(
            Mode.WARN, Mode.OFF, Optional.empty(), Optional.of(pgp), Instant::now);

    assertThatThrownBy(() -> Signatures.check(settings))
        .isInstanceOf(UnusableKeysException.class)
        .hasMessageContaining(what);
  }
}
