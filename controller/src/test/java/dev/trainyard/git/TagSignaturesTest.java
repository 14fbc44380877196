package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which tags of a package count, if they have to be signed.
class TagSignaturesTest extends SignedRepository {
  @Test
  void takesATagThatIsSigned() throws Exception {
    clone.unsigned("software/count", "1");
    sign("v1", "ada");

    assertThat(versions()).containsExactly("v1");
    assertThat(refused()).isEmpty();
  }

  @Test
  void takesASignedTagOfAnyName() throws Exception {
    clone.unsigned("software/count", "1");
    sign("v1-größe-x\u0085y", "ada");

    assertThat(versions()).containsExactly("v1-größe-x\u0085y");
  }

  @Test
  void takesAnyOtherTagOfACommitThatIsSigned() throws Exception {
    clone.signed("software/count", "1", clone.ssh("ada"));
    clone.git("tag", "v1");
    clone.git("tag", "-a", "-m", "two", "v2");

    assertThat(versions()).containsExactlyInAnyOrder("v1", "v2");
  }

  @Test
  void refusesWhatNobodySigned() throws Exception {
    clone.unsigned("software/count", "1");
    clone.git("tag", "v1");
    clone.git("tag", "-a", "-m", "two", "v2");

    assertThat(versions()).isEmpty();
    assertThat(refused())
        .hasSize(2)
        .allMatch(it -> it.contains("not signed itself, and of its commit: it is not signed"));
  }

  @Test
  void refusesKeysThatAreNotKnownAlsoOnACommitThatIsSigned() throws Exception {
    clone.sshKey("eve", "ed25519");
    clone.signed("software/count", "1", clone.ssh("ada"));
    sign("v1", "eve");

    assertThat(versions()).isEmpty();
    assertThat(refused()).singleElement().asString().contains("is not in");
  }

  /// An old version with holes must not come back as the newest.
  @Test
  void refusesASignedTagUnderAnotherName() throws Exception {
    clone.unsigned("software/count", "1");
    sign("v1", "ada");
    clone.git("update-ref", "refs/tags/v9", "refs/tags/v1");

    assertThat(versions()).containsExactly("v1");
    assertThat(refused()).singleElement().asString().contains("it was signed as tag v1");
  }

  @Test
  void refusesASignedTagThatWasChanged() throws Exception {
    clone.unsigned("software/count", "1");
    sign("v1", "ada");
    CommitId evil = clone.unsigned("software/count", "2");
    String[] lines = clone.git("cat-file", "tag", "v1").split("\n", 2);
    String moved = "object " + evil.hex() + "\n" + lines[1];
    String id =
        clone.gitWithInput(
            moved.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
            "hash-object",
            "-t",
            "tag",
            "-w",
            "--literally",
            "--stdin");
    clone.git("update-ref", "refs/tags/v1", id.strip());

    assertThat(versions()).isEmpty();
    assertThat(refused()).hasSize(1);
  }

  @Test
  void failsClosedWithoutKeysAndTakesThemUpAgain() throws Exception {
    clone.unsigned("software/count", "1");
    sign("v1", "ada");
    String keys = Files.readString(signers);
    Files.delete(signers);

    assertThat(versions()).isEmpty();
    assertThat(refused()).singleElement().asString().contains("keys of signatures are not known");
    Files.writeString(signers, keys);
    assertThat(versions()).containsExactly("v1");
  }

  private void sign(String tag, String key) throws Exception {
    List<String> words = new ArrayList<>(List.of(clone.ssh(key)));
    words.addAll(List.of("tag", "-s", "-m", tag, tag));
    clone.git(words.toArray(String[]::new));
  }

  private List<String> versions() throws Exception {
    clone.git("push", "-q", "--force", "--tags", "origin");
    CommitId main = fetch();
    return repository
        .commits()
        .packageVersions("tools", new PackageSpec.Source("software", "v*"), main)
        .stream()
        .map(PackageVersion::tag)
        .toList();
  }

  private List<String> refused() {
    return repository.commits().tags().refused(List.of("tools")).stream()
        .map(UnverifiedTag::why)
        .toList();
  }
}
