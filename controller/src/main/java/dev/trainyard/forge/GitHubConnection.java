package dev.trainyard.forge;

import dev.trainyard.json.ExactJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/// Carries what github-api asks over our own wire, and spares the questions that it would ask again
/// for every single pull request and author although their answers are in the lists.
final class GitHubConnection implements GitHubConnector {
  private static final Pattern USER = Pattern.compile(".*/users/([^/]+)");
  private static final Pattern PULLS = Pattern.compile(".*/repos/[^/]+/[^/]+/pulls");
  private static final Pattern COMMENTS =
      Pattern.compile(
          ".*/repos/[^/]+/[^/]+/(issues/(comments/[0-9]+|[0-9]+/comments)|pulls/[0-9]+/reviews)");

  /// Still answered, but no longer described: the library is behind.
  private static final Pattern OLD_STATUSES =
      Pattern.compile("(.*/repos/[^/]+/[^/]+)/statuses/([0-9a-f]+)");

  /// Whom GitHub names when an account is no more.
  private static final Map<String, Object> GHOST = Map.of("login", "ghost", "type", "User");

  private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (_, _) -> true);

  private final Wire wire;
  private final ExactJson json = new ExactJson();
  private final Map<String, byte[]> users = new ConcurrentHashMap<>();

  GitHubConnection(Wire wire) {
    this.wire = wire;
  }

  @Override
  public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
    Question question = question(request);
    Matcher user = USER.matcher(question.uri().getPath());
    byte[] known = user.matches() ? users.get(user.group(1)) : null;
    if (known != null) {
      return new Response(request, new Answer(200, NO_HEADERS, known));
    }
    Answer answer = wire.send(question);
    return new Response(request, filledIn(question.uri().getPath(), answer));
  }

  private static Question question(GitHubConnectorRequest request) throws IOException {
    URI uri = URI.create(request.url().toString());
    Map<String, String> headers = new HashMap<>();
    for (String name : List.of("Accept", "X-GitHub-Api-Version")) {
      String value = request.header(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    String type = request.contentType();
    if (request.hasBody() && type != null) {
      headers.put("Content-Type", type);
    }
    try (InputStream body = request.body()) {
      byte[] bytes = body == null ? new byte[0] : body.readAllBytes();
      return new Question(request.method(), addressed(request.method(), uri), headers, bytes);
    }
  }

  private static URI addressed(String method, URI uri) {
    Matcher old = OLD_STATUSES.matcher(uri.getPath());
    if (!method.equals("GET") || !old.matches()) {
      return uri;
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return uri.resolve(old.group(1) + "/commits/" + old.group(2) + "/statuses" + query);
  }

  private Answer filledIn(String path, Answer answer) throws IOException {
    boolean pulls = PULLS.matcher(path).matches();
    if (!pulls && !COMMENTS.matcher(path).matches()) {
      return answer;
    }
    Object document = json.read(new ByteArrayInputStream(answer.body()));
    List<?> entries = document instanceof List<?> list ? list : Collections.singletonList(document);
    for (Object entry : entries) {
      if (!(entry instanceof Map<?, ?> fields)) {
        throw ForgeException.lasting("the forge's answer is none: " + SafeLine.of(path));
      }
      fill(fields, pulls ? "mergeable_state" : "body", pulls ? "unknown" : "");
    }
    return new Answer(answer.status(), answer.headers(), bytes(document));
  }

  /// Without `mergeable_state` github-api takes an entry for a summary; without a user it fails.
  @SuppressWarnings("unchecked") // JSON: keys are texts
  private void fill(Map<?, ?> entry, String field, String missing) throws IOException {
    Map<String, Object> fields = (Map<String, Object>) entry;
    if (fields.get(field) == null) {
      fields.put(field, missing);
    }
    if (!(fields.get("user") instanceof Map<?, ?>)) {
      fields.put("user", GHOST);
    }
    if (fields.get("user") instanceof Map<?, ?> user && user.get("login") instanceof String login) {
      users.put(login, bytes(user));
    }
  }

  private byte[] bytes(@Nullable Object document) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    json.write(document, bytes);
    return bytes.toByteArray();
  }

  private static final class Response extends GitHubConnectorResponse {
    private final byte[] body;

    Response(GitHubConnectorRequest request, Answer answer) {
      super(request, answer.status(), answer.allHeaders());
      body = answer.body();
    }

    @Override
    protected @Nullable InputStream rawBodyStream() {
      return new ByteArrayInputStream(body);
    }
  }
}
