package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.git.SignatureSettings.Mode;
import dev.trainyard.git.Signatures.Verdict;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A mirror, and a clone whose commits are signed by the real tools.
abstract class SignedRepository {
  @TempDir Path folder = Path.of("");
  Origin origin;
  SignedClone clone;
  ConfigRepository repository;
  Path signers = Path.of("");
  Path pgp = Path.of("");
  String ada = "";

  @BeforeEach
  void open() throws Exception {
    assumeTrue(SignedClone.hasTools(), "git or ssh-keygen is not installed");
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
                new SignatureSettings(
                    Mode.REQUIRE,
                    Mode.REQUIRE,
                    Optional.of(signers),
                    Optional.of(pgp),
                    InstantSource.system())));
  }

  @AfterEach
  void close() throws Exception {
    if (origin == null) {
      return; // nothing was opened
    }
    clone.stop();
    repository.close();
    origin.close();
  }

  void forge(String raw) throws IOException {
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

  Verdict judge() throws Exception {
    return repository.signatures().judge(fetch(), List.of(), Instant.now());
  }

  String why() throws Exception {
    Verdict verdict = judge();
    assertThat(verdict).isInstanceOf(Verdict.Bad.class);
    return ((Verdict.Bad) verdict).first().why();
  }

  CommitId fetch() throws Exception {
    clone.push();
    return repository.fetch().main().orElseThrow();
  }

  static Verdict bad(CommitId first, String author, String why, int bad, int all) {
    return new Verdict.Bad(new UnverifiedCommit(first, author, why), bad, all);
  }
}
