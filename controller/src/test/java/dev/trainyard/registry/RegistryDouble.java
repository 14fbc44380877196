package dev.trainyard.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.model.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A registry of images over HTTP, which can be as awkward as real ones: with tokens, without
/// digests, away, slow, or sending elsewhere.
public final class RegistryDouble implements AutoCloseable {
  private static final String TOKEN = "t0ken";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, String> manifests = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Mood mood = Mood.OPEN;
  private volatile String elsewhere = "";

  /// How it answers.
  public enum Mood {
    OPEN,
    /// With a token for whoever asks.
    TOKENS,
    /// With a token for `ada`, whose password is `secret`.
    ACCOUNTS,
    /// To `ada` without a token.
    BASIC,
    WITHOUT_DIGEST,
    WITHOUT_HEAD,
    /// It has a page for everybody.
    LOGIN_PAGE,
    /// What it gives is not what it says.
    LYING,
    BUSY,
    BROKEN,
    HANGING,
    /// It begins a body and never ends it.
    DRIPPING,
    HUGE,
    SENDING_ELSEWHERE,
    /// Who is `ada`.
    SENDING_ACCOUNTS_ELSEWHERE
  }

  private RegistryDouble(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static RegistryDouble start() throws IOException {
    return new RegistryDouble(0);
  }

  /// One at an address that another had.
  public static RegistryDouble startAt(int port) throws IOException {
    return new RegistryDouble(port);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// As images name it.
  public String host() {
    return "localhost:" + port();
  }

  /// Gives a name, such as `lab/tools:v1`, an image.
  ///
  /// @return its digest
  public String push(String name, String content) {
    manifests.put(name, content);
    return "sha256:" + Digest.of(content.getBytes(UTF_8)).hex();
  }

  public void is(Mood now) {
    mood = now;
  }

  void sendsTo(String address) {
    elsewhere = address;
    mood = Mood.SENDING_ELSEWHERE;
  }

  void sendsAccountsTo(String address) {
    elsewhere = address;
    mood = Mood.SENDING_ACCOUNTS_ELSEWHERE;
  }

  /// Requests so far: method, path and who asked.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String who = exchange.getRequestHeaders().getFirst("Authorization");
      String path = exchange.getRequestURI().getPath();
      asked.add(exchange.getRequestMethod() + " " + path + (who == null ? "" : " " + who));
      if (path.equals("/token")) {
        token(exchange, who);
      } else {
        manifest(exchange, path, who);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void token(HttpExchange exchange, @Nullable String who) throws IOException {
    boolean known = mood == Mood.TOKENS || basic().equals(who);
    boolean narrow =
        exchange.getRequestURI().getQuery().contains("scope=repository:lab/tools:pull");
    answer(exchange, known && narrow ? 200 : 401, "{\"token\": \"" + TOKEN + "\"}");
  }

  static String basic() {
    return "Basic " + Base64.getEncoder().encodeToString("ada:secret".getBytes(UTF_8));
  }

  private void manifest(HttpExchange exchange, String path, @Nullable String who)
      throws IOException, InterruptedException {
    String name = path.replaceFirst("^/v2/(.*)/manifests/(.*)$", "$1:$2");
    String content = manifests.get(name);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    switch (mood) {
      case TOKENS, ACCOUNTS -> {
        if (("Bearer " + TOKEN).equals(who)) {
          found(exchange, content, true);
        } else {
          challenge(
              exchange, "Bearer realm=\"http://%s/token\",service=\"double\"".formatted(host()));
        }
      }
      case BASIC -> {
        if (basic().equals(who)) {
          found(exchange, content, true);
        } else {
          challenge(exchange, "Basic realm=\"double\"");
        }
      }
      case SENDING_ACCOUNTS_ELSEWHERE -> {
        if (basic().equals(who)) {
          exchange.getResponseHeaders().add("Location", elsewhere);
          answer(exchange, 307, "");
        } else {
          challenge(exchange, "Basic realm=\"double\"");
        }
      }
      case OPEN -> found(exchange, content, true);
      case WITHOUT_DIGEST -> found(exchange, content, false);
      case LOGIN_PAGE -> answer(exchange, 200, "<html>Who are you?</html>");
      case LYING -> {
        if (head) {
          answer(exchange, 405, "");
        } else {
          exchange
              .getResponseHeaders()
              .add("Docker-Content-Digest", "sha256:" + Digest.of(new byte[0]).hex());
          answer(exchange, 200, String.valueOf(content));
        }
      }
      case WITHOUT_HEAD -> {
        if (head) {
          answer(exchange, 405, "");
        } else {
          found(exchange, content, true);
        }
      }
      case BUSY -> {
        exchange.getResponseHeaders().add("Retry-After", "120");
        answer(exchange, 429, "");
      }
      case BROKEN -> answer(exchange, 503, "");
      case HANGING -> Thread.sleep(600_000);
      case DRIPPING -> {
        exchange.sendResponseHeaders(200, head ? -1 : 0);
        if (!head) {
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          Thread.sleep(600_000);
        }
      }
      case HUGE -> {
        exchange.sendResponseHeaders(200, head ? -1 : 0);
        byte[] some = new byte[1 << 20];
        for (int i = 0; !head && i < 100; i++) {
          exchange.getResponseBody().write(some);
        }
      }
      case SENDING_ELSEWHERE -> {
        exchange.getResponseHeaders().add("Location", elsewhere);
        answer(exchange, 307, "");
      }
    }
  }

  private static void challenge(HttpExchange exchange, String how) throws IOException {
    exchange.getResponseHeaders().add("WWW-Authenticate", how);
    answer(exchange, 401, "");
  }

  private static void found(HttpExchange exchange, @Nullable String content, boolean told)
      throws IOException {
    if (content != null && told) {
      String digest = Digest.of(content.getBytes(UTF_8)).hex();
      exchange.getResponseHeaders().add("Docker-Content-Digest", "sha256:" + digest);
    }
    answer(exchange, content == null ? 404 : 200, content == null ? "" : content);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
    if (!head && bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
