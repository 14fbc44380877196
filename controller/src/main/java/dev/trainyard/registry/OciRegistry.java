package dev.trainyard.registry;

import dev.trainyard.json.ExactJson;
import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.work.ImageLookup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Registries that speak the distribution API of the Open Container Initiative, as all do: asks for
/// the head of a manifest ([#manifest]), with a token ([#token]) where one is wanted, and
/// understands the answer ([#understand]). A registry that is away or has enough rests for a while.
public final class OciRegistry implements Registry, AutoCloseable {
  private static final String ACCEPT =
      String.join(
          ", ",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json");

  private static final String DIGEST = "Docker-Content-Digest";
  private static final String AUTHORIZATION = "Authorization";
  private static final Duration REST = Duration.ofSeconds(10);
  private static final Duration LONGEST_REST = Duration.ofHours(1);

  private final RegistrySettings settings;
  private final InstantSource clock;
  private final Transport transport;

  /// Hosts that are not asked now.
  private final Map<String, Rest> resting = new ConcurrentHashMap<>();

  public OciRegistry(RegistrySettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.transport = new Transport(settings);
  }

  private record Rest(Instant until, String why) {}

  @Override
  public ImageLookup look(String reference) {
    ImageName image = ImageName.parse(reference).orElse(null);
    if (image == null) {
      return new ImageLookup.Failed(
          "InvalidImage", "that is no name of an image; mend spec.image of the package");
    }
    if (!settings.allows(image.repository())) {
      return new ImageLookup.Failed(
          "ImageNotAllowed",
          "the controller's settings do not allow it; ask its operator to add %s to images.allow"
              .formatted(image.repository()));
    }
    String digest = image.digest();
    return digest == null ? ask(image) : new ImageLookup.Found(digest);
  }

  private ImageLookup ask(ImageName image) {
    String host = image.apiHost();
    Rest rest = resting.get(host);
    if (rest != null && clock.instant().isBefore(rest.until())) {
      return new ImageLookup.Unknown(rest.why());
    }
    resting.remove(host);
    try {
      return understand(image, manifest(image));
    } catch (RefusedAddressException e) {
      return new ImageLookup.Failed(
          "RegistryNotTrusted", "registry %s: %s".formatted(host, e.getMessage()));
    } catch (IOException e) {
      return later(host, REST, "does not answer (" + e.getMessage() + ")");
    }
  }

  private ImageLookup later(String host, Duration rest, String what) {
    String why = "registry %s %s; it is asked again".formatted(host, what);
    resting.put(host, new Rest(clock.instant().plus(rest), why));
    return new ImageLookup.Unknown(why);
  }

  private HttpResponse<byte[]> manifest(ImageName image) throws IOException {
    HttpResponse<byte[]> anybody = manifest(image, "HEAD", Optional.empty());
    // A host that it only redirects to is told no account, and nothing of whom to ask for a token.
    boolean isAsked =
        anybody.statusCode() == 401 && image.apiHost().equals(anybody.uri().getAuthority());
    Optional<String> authorization = isAsked ? authorization(image, anybody) : Optional.empty();
    HttpResponse<byte[]> answer =
        authorization.isPresent() ? manifest(image, "HEAD", authorization) : anybody;
    boolean mute = answer.statusCode() == 200 && answer.headers().firstValue(DIGEST).isEmpty();
    return mute || answer.statusCode() == 405 ? manifest(image, "GET", authorization) : answer;
  }

  private HttpResponse<byte[]> manifest(
      ImageName image, String method, Optional<String> authorization) throws IOException {
    Map<String, String> headers = new HashMap<>(Map.of("Accept", ACCEPT));
    authorization.ifPresent(it -> headers.put(AUTHORIZATION, it));
    String path = "/v2/%s/manifests/%s".formatted(image.name(), image.tag());
    return transport.send(method, URI.create(base(image.apiHost()) + path), headers);
  }

  private String base(String host) {
    return (settings.plainHttp().contains(host) ? "http://" : "https://") + host;
  }

  /// Who asks, as the registry wants to be told; empty if it wants more than there is.
  private Optional<String> authorization(ImageName image, HttpResponse<byte[]> refusal)
      throws IOException {
    Optional<String> account = account(image.apiHost());
    for (String header : refusal.headers().allValues("WWW-Authenticate")) {
      Challenge challenge = Challenge.parse(header).orElse(null);
      if (challenge != null && challenge.isBasic() && account.isPresent()) {
        return account;
      }
      if (challenge != null && challenge.realm().isPresent()) {
        return token(image, challenge, challenge.realm().get(), account);
      }
    }
    return Optional.empty();
  }

  private Optional<String> account(String host) throws IOException {
    Path file = settings.credentials();
    return (file == null ? DockerConfig.none() : DockerConfig.read(file)).basic(host);
  }

  /// A token to pull this image and nothing else.
  private Optional<String> token(
      ImageName image, Challenge challenge, String realm, Optional<String> account)
      throws IOException {
    String query =
        "scope="
            + encoded("repository:" + image.name() + ":pull")
            + challenge.service().map(service -> "&service=" + encoded(service)).orElse("");
    Map<String, String> headers = new HashMap<>();
    account.ifPresent(it -> headers.put(AUTHORIZATION, it));
    URI address = address(realm + (realm.contains("?") ? "&" : "?") + query);
    HttpResponse<byte[]> answer = transport.send("GET", address, headers);
    if (answer.statusCode() == 429 || answer.statusCode() >= 500) {
      throw new IOException("its tokens: HTTP " + answer.statusCode());
    }
    return answer.statusCode() == 200
            && new ExactJson().read(new ByteArrayInputStream(answer.body()))
                instanceof Map<?, ?> fields
        ? bearer(fields.get("token")).or(() -> bearer(fields.get("access_token")))
        : Optional.empty();
  }

  private static Optional<String> bearer(@Nullable Object token) {
    return token instanceof String text && text.matches("[\\x21-\\x7e]{1,20000}")
        ? Optional.of("Bearer " + text)
        : Optional.empty();
  }

  private static URI address(String text) throws IOException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedAddressException("it has tokens at what is no address");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private ImageLookup understand(ImageName image, HttpResponse<byte[]> answer) {
    String host = image.apiHost();
    int status = answer.statusCode();
    return switch (status) {
      case 200 -> found(host, answer);
      case 404 ->
          new ImageLookup.Failed(
              "ImageNotFound", "registry %s does not have it; push it".formatted(host));
      case 401, 403 -> new ImageLookup.Failed("ImageDenied", denied(host));
      case 429 -> later(host, rest(answer), "has been asked too often");
      default -> later(host, REST, "answers with HTTP " + status);
    };
  }

  private String denied(String host) {
    return settings.credentials() == null
        ? "registry %s does not give it to anybody, or does not have it; the operator can name an account by images.credentials"
            .formatted(host)
        : "registry %s does not give it to the account of images.credentials, or does not have it"
            .formatted(host);
  }

  /// What came with the digest must be what it is of: a page to log in has one too.
  private ImageLookup found(String host, HttpResponse<byte[]> answer) {
    String made = "sha256:" + Digest.of(answer.body()).hex();
    String told = answer.headers().firstValue(DIGEST).orElse(made);
    boolean isWhole = answer.request().method().equals("GET");
    if (isWhole && !isManifest(answer.body())) {
      return later(host, REST, "answers with what is no manifest");
    } else if (isWhole && PackageImage.isDigest(told) && !told.equals(made)) {
      return later(host, REST, "gives something else than its digest says");
    }
    return PackageImage.isDigest(told)
        ? new ImageLookup.Found(told)
        : new ImageLookup.Failed(
            "ImageDigest",
            "registry %s tells no SHA-256 digest of it; name it by digest".formatted(host));
  }

  private static boolean isManifest(byte[] body) {
    try {
      return new ExactJson().read(new ByteArrayInputStream(body)) instanceof Map<?, ?> fields
          && fields.containsKey("schemaVersion");
    } catch (IOException _) {
      return false;
    }
  }

  /// As long as the registry wants, within reason.
  private static Duration rest(HttpResponse<byte[]> answer) {
    String wanted = answer.headers().firstValue("Retry-After").orElse("");
    Duration rest =
        wanted.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(wanted)) : REST;
    return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest.compareTo(REST) < 0 ? REST : rest;
  }

  @Override
  public void close() {
    transport.close();
  }
}
