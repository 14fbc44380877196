package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Commits that were signed by the real tools, and what becomes of them.
class SignaturesTest {
  private static final int COMMITS = Integer.getInteger("signed.commits", 30);

  @TempDir private Path folder = Path.of("");
  private Origin origin;
  private SignedClone clone;
  private ConfigRepository repository;
  private Path signers = Path.of("");
  private Path pgp = Path.of("");
  private String ada = "";

  @BeforeEach
  void open() throws Exception {
    origin = Origin.in(folder);
    clone = SignedClone.of(origin.folder(), folder);
    signers = folder.resolve("allowed_signers");
    pgp = Files.writeString(folder.resolve("keys.asc"), "");
    ada = clone.sshKey("ada", "ed25519");
    Files.writeString(signers, "ada@example.org " + ada + "\n");
    RepositorySettings plain = origin.settings(folder.resolve("mirror"));
    repository =
        ConfigRepository.open(
            new RepositorySettings(
                plain.remote(),
                plain.folder(),
                plain.mainBranch(),
                plain.statusBranch(),
                plain.author(),
                plain.pulls(),
                new SignatureSettings(Mode.REQUIRE, Optional.of(signers), Optional.of(pgp))));
  }

  @AfterEach
  void close() throws Exception {
    clone.stop();
    repository.close();
    origin.close();
  }

  @Test
  void acceptsWhatAKnownKeySigned() throws Exception {
    clone.signed("a", "1", clone.ssh("ada"));

    assertThat(judge()).isEqualTo(new Verdict.Good());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ecdsa"})
  void knowsOtherKindsOfSshKeys(String type) throws Exception {
    Files.writeString(signers, "bob " + clone.sshKey("bob", type) + "\n");
    clone.signed("a", "1", clone.ssh("bob"));

    assertThat(judge()).isEqualTo(new Verdict.Good());
  }

  @Test
  void refusesWhatNobodySigned() throws Exception {
    CommitId commit = clone.unsigned("a", "1");

    assertThat(judge()).isEqualTo(bad(commit, "Ada <ada@example.org>", "it is not signed", 1, 1));
  }

  @Test
  void refusesAnUnknownKey() throws Exception {
    clone.sshKey("eve", "ed25519");
    clone.signed("a", "1", clone.ssh("eve"));

    assertThat(why()).matches("its SSH key SHA256:\\S+ is not in .*allowed_signers");
  }

  @Test
  void refusesACommitThatWasChanged() throws Exception {
    CommitId good = clone.signed("a", "1", clone.ssh("ada"));
    String raw = clone.git("cat-file", "commit", good.hex());
    forge(raw.replace("Change a", "Change b"));

    assertThat(why())
        .isEqualTo("its SSH signature is not of this commit: one of the two was changed");
  }

  @Test
  void refusesASignatureThatIsNone() throws Exception {
    CommitId good = clone.signed("a", "1", clone.ssh("ada"));
    String raw = clone.git("cat-file", "commit", good.hex());

    forge(raw.replaceFirst("SSH SIGNATURE-----\n .*", "SSH SIGNATURE-----\n AAAA"));
    assertThat(why()).contains("SSH signature");
    forge(raw.replaceFirst("SSH SIGNATURE", "ODD SIGNATURE"));
    assertThat(why()).isEqualTo("its signature is neither of SSH nor of OpenPGP");
    forge(raw.replaceFirst("\ngpgsig ", "\ngpgsig x\ngpgsig "));
    assertThat(why()).isEqualTo("it has several signatures");
    forge(raw.replaceFirst("\ngpgsig [^\n]*(\n [^\n]*)*", "\ngpgsig "));
    assertThat(why()).isEqualTo("its signature is neither of SSH nor of OpenPGP");
  }

  @Test
  void refusesASignatureOfSomethingElse() throws Exception {
    CommitId plain = clone.unsigned("a", "1");
    String raw = clone.git("cat-file", "commit", plain.hex());
    Path text = Files.writeString(folder.resolve("text"), raw, ISO_8859_1);
    new ProcessBuilder(
            "ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", clone.keyFile("ada").toString())
        .redirectInput(text.toFile())
        .redirectOutput(folder.resolve("sig").toFile())
        .start()
        .waitFor();
    String sig = Files.readString(folder.resolve("sig")).strip().replace("\n", "\n ");
    forge(raw.replaceFirst("\n\n", "\ngpgsig " + sig + "\n\n"));

    assertThat(why()).contains("Namespace of SSH signature");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "namespaces=\"git\"                                     | ",
        "namespaces=\"file,g*\",valid-before=\"20300101Z\"      | ",
        "valid-after=\"20260101Z\",valid-before=\"202612312359Z\" | ",
        "NAMESPACES=\"file\"                                    | may not sign commits",
        "valid-before=\"20260601Z\"                             | expired on 2026-06-01T00:00:00Z",
        "valid-after=\"20270101Z\"                              | is valid only after 2027-01-01",
        "cert-authority                                         | is not in",
      })
  void obeysTheOptionsOfAKey(String options, String refusal) throws Exception {
    Files.writeString(signers, "# ours\n\n\"ada,a b\" " + options + " " + ada + " comment\n");
    clone.environment("GIT_COMMITTER_DATE", "2026-07-01T12:00:00Z");
    clone.signed("a", "1", clone.ssh("ada"));

    if (refusal == null) {
      assertThat(judge()).isEqualTo(new Verdict.Good());
    } else {
      assertThat(why()).contains(refusal);
    }
  }

  @Test
  void trustsCertificatesOfAnAuthority() throws Exception {
    String authority = clone.sshKey("authority", "ed25519");
    Files.writeString(signers, "*@example.org cert-authority " + authority + "\n");
    new ProcessBuilder(
            "ssh-keygen",
            "-q",
            "-s",
            clone.keyFile("authority").toString(),
            "-I",
            "ada",
            "-n",
            "ada@example.org",
            clone.keyFile("ada") + ".pub")
        .start()
        .waitFor();
    clone.signed(
        "a",
        "1",
        "-c",
        "gpg.format=ssh",
        "-c",
        "user.signingkey=" + clone.keyFile("ada") + "-cert.pub");

    assertThat(judge()).isEqualTo(new Verdict.Good());
    Files.writeString(signers, "*@elsewhere.org cert-authority " + authority + "\n");
    assertThat(why()).contains("is not in");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ada@example.org                             | a name, a type of key and a key",
        "ada ssh-ed25519 AAAAgarbage                 | this is not a public key",
        "ada ssh-ed25519 AAAAC3NzaC1lZDI1            | this is not a public key",
        "ada colour=\"red\" ssh-ed25519 AAAA         | this is no option",
        "ada valid-before=\"soon\" ssh-ed25519 AAAA  | this is no time",
        "ada valid-before=\"20261350\" ssh-rsa AAAA  | there is no such time",
        "ada namespaces=\"git\" ssh-ed25519          | a type of key and a key",
        "<html> not found </html>                    | this is no option: not",
        "ada =\"x\" ssh-rsa AAAA                   | neither a type of key nor options",
      })
  void namesTheLineOfKeysThatIsGarbage(String line, String what) throws Exception {
    clone.signed("a", "1", clone.ssh("ada"));
    Files.writeString(signers, "ada " + ada + "\n" + line + "\n");

    assertThat(judge())
        .isInstanceOfSatisfying(
            Verdict.Unknown.class,
            it -> assertThat(it.why()).contains("allowed_signers:2: ", what));
  }

  @Test
  void knowsNothingWithoutItsKeys() throws Exception {
    clone.signed("a", "1", clone.ssh("ada"));
    assertThat(judge()).isEqualTo(new Verdict.Good());

    Files.delete(signers);

    assertThat(judge()).isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void looksAtSideBranchesOfAMerge() throws Exception {
    CommitId first = clone.signed("a", "1", clone.ssh("ada"));
    judge();
    repository.signatures().accept(first);
    clone.git("checkout", "-q", "-b", "side");
    CommitId smuggled = clone.unsigned("b", "1");
    clone.signed("b", "2", clone.ssh("ada"));
    clone.git("checkout", "-q", "main");
    clone.signed("c", "1", clone.ssh("ada"));
    String[] merge = {"merge", "-q", "--no-ff", "-S", "-m", "Merge", "side"};
    clone.git(
        java.util.stream.Stream.of(clone.ssh("ada"), merge)
            .flatMap(java.util.Arrays::stream)
            .toArray(String[]::new));

    assertThat(judge()).isEqualTo(bad(smuggled, "Ada <ada@example.org>", "it is not signed", 1, 4));
  }

  @Test
  void vouchesForHistoryByTheNewestCommitAtFirst() throws Exception {
    clone.unsigned("a", "1");
    CommitId tip = clone.signed("a", "2", clone.ssh("ada"));

    assertThat(judge()).isEqualTo(new Verdict.Good());
    repository.signatures().accept(tip);

    CommitId next = clone.unsigned("a", "3");
    clone.signed("a", "4", clone.ssh("ada"));
    assertThat(judge()).isEqualTo(bad(next, "Ada <ada@example.org>", "it is not signed", 1, 2));
  }

  @Test
  void takesTheWordOfAnOperator() throws Exception {
    CommitId first = clone.signed("a", "1", clone.ssh("ada"));
    judge();
    repository.signatures().accept(first);
    CommitId vouched = clone.unsigned("a", "2");
    clone.signed("a", "3", clone.ssh("ada"));
    CommitId main = fetch();

    assertThat(repository.signatures().judge(main, List.of(vouched), Instant.now()))
        .isEqualTo(new Verdict.Good());
  }

  @Test
  void readsKeysAnew() throws Exception {
    String bob = clone.sshKey("bob", "ed25519");
    clone.signed("a", "1", clone.ssh("bob"));
    Object before = repository.signatures().keysNow();
    assertThat(why()).contains("is not in");

    Files.writeString(signers, "bob " + bob + "\n");
    assertThat(repository.signatures().keysNow()).isNotEqualTo(before);
    assertThat(judge()).isEqualTo(new Verdict.Good());

    Files.writeString(signers, "ada " + ada + "\n");
    assertThat(why()).contains("is not in");
  }

  @Test
  void obeysNoConfigurationOfGit() throws Exception {
    clone.sshKey("eve", "ed25519");
    clone.signed("a", "1", clone.ssh("eve"));
    fetch();
    Path trusting =
        Files.writeString(
            folder.resolve("trusting"), "eve " + Files.readString(folder.resolve("keys/eve.pub")));
    Path config = folder.resolve("mirror/repository.git/config");
    Path found = Files.exists(config) ? config : config();
    Files.writeString(
        found,
        Files.readString(found)
            + "\n[gpg]\n\tformat = ssh\n[gpg \"ssh\"]\n\tallowedSignersFile = "
            + trusting
            + "\n");

    assertThat(why()).contains("is not in");
  }

  private Path config() throws IOException {
    try (var all = Files.walk(folder.resolve("mirror"))) {
      return all.filter(file -> file.endsWith("config")).findFirst().orElseThrow();
    }
  }

  @Test
  void judgesManyCommitsQuickly() throws Exception {
    CommitId first = clone.signed("a", "0", clone.ssh("ada"));
    judge();
    repository.signatures().accept(first);
    for (int i = 1; i <= COMMITS; i++) {
      clone.signed("a", "" + i, clone.ssh("ada"));
    }
    CommitId main = fetch();

    long start = System.nanoTime();
    Verdict verdict = repository.signatures().judge(main, List.of(), Instant.now());
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(verdict).isEqualTo(new Verdict.Good());
    assertThat(took).as("for %d commits", COMMITS).isLessThan(Duration.ofMillis(100L * COMMITS));
    System.getLogger("signatures")
        .log(System.Logger.Level.INFO, "{0} commits in {1}", COMMITS, took);
  }

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
        new SignatureSettings(Mode.WARN, Optional.empty(), Optional.of(pgp));

    assertThatThrownBy(() -> Signatures.check(settings))
        .isInstanceOf(UnusableKeysException.class)
        .hasMessageContaining(what);
  }

  private void forge(String raw) throws IOException {
    String id =
        clone.gitWithInput(
            raw.getBytes(ISO_8859_1),
            "hash-object",
            "-t",
            "commit",
            "-w",
            "--literally",
            "--stdin");
    clone.git("reset", "-q", "--hard", id.strip());
  }

  private Verdict judge() throws Exception {
    return repository.signatures().judge(fetch(), List.of(), Instant.now());
  }

  private String why() throws Exception {
    Verdict verdict = judge();
    assertThat(verdict).isInstanceOf(Verdict.Bad.class);
    return ((Verdict.Bad) verdict).first().why();
  }

  private CommitId fetch() throws Exception {
    clone.push();
    return repository.fetch().main().orElseThrow();
  }

  private static Verdict bad(CommitId first, String author, String why, int bad, int all) {
    return new Verdict.Bad(new UnverifiedCommit(first, author, why), bad, all);
  }
}
