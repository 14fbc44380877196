package dev.trainyard.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.work.ImageLookup;
import dev.trainyard.registry.RegistryDouble.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OciRegistryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @TempDir private Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private RegistryDouble there;
  private OciRegistry registry;
  private String image;
  private String digest;

  @BeforeEach
  void begin() throws IOException {
    there = RegistryDouble.start();
    image = there.host() + "/lab/tools:v1";
    digest = there.push("lab/tools:v1", "{\"schemaVersion\": 2}");
    registry = open(List.of(there.host() + "/lab/*"), Set.of(there.host()), null);
  }

  @AfterEach
  void end() {
    registry.close();
    there.close();
  }

  private OciRegistry open(
      List<String> allowed, Set<String> plainHttp, @Nullable Path credentials) {
    return new OciRegistry(
        new RegistrySettings(allowed, plainHttp, Set.of(), credentials, PATIENCE), now::get);
  }

  /// A file with the account of `ada`.
  private Path accounts() throws IOException {
    String auth = RegistryDouble.basic().substring("Basic ".length());
    return Files.writeString(
        folder.resolve("config.json"),
        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(there.host(), auth));
  }

  @ParameterizedTest
  @EnumSource(names = {"OPEN", "TOKENS", "WITHOUT_DIGEST", "WITHOUT_HEAD"})
  void findsWhatANameStandsFor(Mood mood) {
    there.is(mood);

    assertThat(registry.look(image)).isEqualTo(new ImageLookup.Found(digest));
  }

  @Test
  void seesAMovedTag() {
    registry.look(image);
    String next = there.push("lab/tools:v1", "{}");

    assertThat(registry.look(image)).isEqualTo(new ImageLookup.Found(next));
  }

  @ParameterizedTest
  @EnumSource(names = {"ACCOUNTS", "BASIC"})
  void asksAsTheAccountOfTheOperator(Mood mood) throws IOException {
    there.is(mood);
    Path file = accounts();
    registry = open(List.of(there.host() + "/lab/tools"), Set.of(there.host()), file);

    ImageLookup known = registry.look(image);
    Files.writeString(file, "{\"auths\": {}}");
    ImageLookup unknown = registry.look(image);

    assertThat(known).isEqualTo(new ImageLookup.Found(digest));
    assertThat(unknown)
        .isInstanceOfSatisfying(
            ImageLookup.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("ImageDenied");
              assertThat(failed.message()).contains("images.credentials");
            });
  }

  @Test
  void tellsOfADamagedFileOfAccountsButNotWhatIsInIt() throws IOException {
    there.is(Mood.BASIC);
    Path file = Files.writeString(folder.resolve("config.json"), "{\"auths\": s3cret");
    registry = open(List.of(there.host() + "/lab/*"), Set.of(there.host()), file);

    assertThat(registry.look(image).toString()).contains("config.json").doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"other/tools:v1", "laboratory:v1", "lab:v1"})
  void asksNothingOfWhatTheOperatorDoesNotAllow(String name) {
    ImageLookup lookup = registry.look(there.host() + "/" + name);

    assertThat(lookup)
        .isInstanceOfSatisfying(
            ImageLookup.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("ImageNotAllowed");
              assertThat(failed.message()).contains("images.allow");
            });
    assertThat(there.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lab/tools",
        "%s/lab/tools",
        "%s/lab/../x:v1",
        "%s/lab/tools:v1?a=b",
        "%s/lab/tools:v1#x",
        "user@%s/lab/tools:v1",
        "%s/lab/tools:v1\n",
        "http://%s/lab/tools:v1",
        ""
      })
  void asksNothingOfWhatIsNoName(String name) {
    ImageLookup lookup = registry.look(name.formatted(there.host()));

    assertThat(lookup).isInstanceOf(ImageLookup.Failed.class);
    assertThat(there.asked()).isEmpty();
  }

  @Test
  void takesADigestAsItIs() {
    assertThat(registry.look(image + "@" + digest)).isEqualTo(new ImageLookup.Found(digest));
    assertThat(there.asked()).isEmpty();
  }

  @Test
  void saysWhatIsNotThere() {
    ImageLookup lookup = registry.look(there.host() + "/lab/tools:v9");

    assertThat(lookup)
        .isInstanceOfSatisfying(
            ImageLookup.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("ImageNotFound");
              assertThat(failed.message()).contains("push it");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "BUSY, asked too often",
    "BROKEN, HTTP 503",
    "HANGING, does not answer",
    "DRIPPING, does not answer",
    "LOGIN_PAGE, no manifest",
    "LYING, something else than its digest says",
    "HUGE, does not answer"
  })
  void letsARegistryRestThatDoesNotAnswerWell(Mood mood, String why) {
    there.is(mood);

    ImageLookup first = registry.look(image);
    int asked = there.asked().size();
    there.is(Mood.OPEN);
    ImageLookup soon = registry.look(image);
    int askedSoon = there.asked().size();
    now.set(now.get().plus(Duration.ofMinutes(3)));
    ImageLookup later = registry.look(image);

    assertThat(first)
        .isInstanceOfSatisfying(
            ImageLookup.Unknown.class, unknown -> assertThat(unknown.message()).contains(why));
    assertThat(soon).isEqualTo(first);
    assertThat(askedSoon).isEqualTo(asked);
    assertThat(later).isEqualTo(new ImageLookup.Found(digest));
  }

  @Test
  void waitsAsLongAsARegistryWants() {
    there.is(Mood.BUSY);
    registry.look(image);
    there.is(Mood.OPEN);

    now.set(now.get().plusSeconds(119));

    assertThat(registry.look(image)).isInstanceOf(ImageLookup.Unknown.class);
  }

  @Test
  void saysThatNobodyIsThere() {
    there.close();

    assertThat(registry.look(image))
        .isInstanceOfSatisfying(
            ImageLookup.Unknown.class,
            unknown -> assertThat(unknown.message()).contains(there.host(), "no connection"));
  }

  @Test
  void asksNobodyForATokenOfWhomOnlyAnotherHostTells() throws IOException {
    try (RegistryDouble other = RegistryDouble.start()) {
      other.push("lab/tools:v1", "{\"schemaVersion\": 2}");
      other.is(RegistryDouble.Mood.ACCOUNTS);
      there.sendsTo("http://" + other.host() + "/v2/lab/tools/manifests/v1");
      registry =
          open(List.of(there.host() + "/lab/*"), Set.of(there.host(), other.host()), accounts());

      assertThat(registry.look(image)).isInstanceOf(ImageLookup.Failed.class);
      assertThat(other.asked()).containsExactly("HEAD /v2/lab/tools/manifests/v1");
    }
  }

  @Test
  void followsARedirectToAHostThatIsKnownAndDoesNotSayThereWhoAsks() throws IOException {
    try (RegistryDouble other = RegistryDouble.start()) {
      other.push("lab/tools:v1", "{\"schemaVersion\": 2}");
      there.sendsAccountsTo("http://" + other.host() + "/v2/lab/tools/manifests/v1");
      registry =
          open(List.of(there.host() + "/lab/*"), Set.of(there.host(), other.host()), accounts());

      assertThat(registry.look(image)).isEqualTo(new ImageLookup.Found(digest));
      assertThat(other.asked()).containsExactly("HEAD /v2/lab/tools/manifests/v1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://127.0.0.1:1/x, internal host",
    "https://localhost:1/x, internal host",
    "https://[::1]:1/x, internal host",
    "https://169.254.169.254/latest, internal host",
    "https://10.1.2.3/x, internal host",
    "https://100.64.0.1/x, internal host",
    "https://[fd00::1]/x, internal host",
    "https://[64:ff9b::a01:203]/x, internal host",
    "https://[2002:a01:203::1]/x, internal host",
    "https://[::a01:203]/x, internal host",
    "https://0.1.2.3/x, internal host",
    "https://198.19.0.1/x, internal host",
    "https://192.0.0.8/x, internal host",
    "https://250.1.2.3/x, internal host",
    "https://198.51.100.1:99999/x, no",
    "http://198.51.100.1/x, without TLS",
    "file:///etc/passwd, no address",
    "https://a:b@198.51.100.1/x, no address"
  })
  void isNotSentToWhereNobodyMaySendIt(String address, String why) {
    there.sendsTo(address);

    assertThat(registry.look(image))
        .isInstanceOfSatisfying(
            ImageLookup.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("RegistryNotTrusted");
              assertThat(failed.message()).contains(why);
            });
  }

  @Test
  void doesNotGoRoundInCircles() {
    there.sendsTo("/v2/lab/tools/manifests/v1");

    assertThat(registry.look(image)).isInstanceOf(ImageLookup.Unknown.class);
    assertThat(there.asked()).hasSize(4);
  }

  @Test
  void speaksTlsUnlessTheOperatorSaysOtherwise() {
    registry = open(List.of(there.host() + "/lab/*"), Set.of(), null);

    assertThat(registry.look(image)).isInstanceOf(ImageLookup.Unknown.class);
    assertThat(there.asked()).isEmpty();
  }

  @Test
  void understandsChallengesAsTheyAreWritten() {
    Challenge challenge =
        Challenge.parse(
                "Bearer realm=\"https://auth.example.org/token\", service=lab, scope=\"a:b,c\"")
            .orElseThrow();

    assertThat(challenge.realm()).contains("https://auth.example.org/token");
    assertThat(challenge.service()).contains("lab");
    assertThat(Challenge.parse("")).isEmpty();
    assertThat(Challenge.parse("Basic realm=x").orElseThrow().realm()).isEmpty();
  }
}
