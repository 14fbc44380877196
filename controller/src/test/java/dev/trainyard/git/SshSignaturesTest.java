package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.git.Signatures.Verdict;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Commits that `ssh-keygen` signed, and what becomes of them.
class SshSignaturesTest extends SignedRepository {
  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ecdsa"})
  void knowsOtherKindsOfSshKeys(String type) throws Exception {
    Files.writeString(signers, "bob " + clone.sshKey("bob", type) + "\n");
    clone.signed("a", "1", clone.ssh("bob"));

    assertThat(judge()).isEqualTo(new Verdict.Good());
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
}
