package dev.trainyard.git;

import com.sun.net.httpserver.HttpExchange;
import dev.trainyard.git.RemoteException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// A way in which a Git server fails.
///
/// @param path the end of the requests that are answered in its way
/// @param kinds what the failure may be called
record GitFault(String name, String path, Answer answer, List<Kind> kinds) {
  private static final String INFO = "info/refs";
  private static final String UPLOAD = "git-upload-pack";

  @Override
  public String toString() {
    return name;
  }

  @FunctionalInterface
  interface Answer {
    void give(HttpOrigin server, HttpExchange exchange, byte[] body) throws IOException;
  }

  static Stream<GitFault> all() {
    return Stream.of(
        new GitFault("500", INFO, status(500), List.of(Kind.UNREACHABLE)),
        new GitFault("503 with retry", UPLOAD, status(503), List.of(Kind.UNREACHABLE)),
        new GitFault("429", INFO, status(429), List.of(Kind.UNREACHABLE)),
        new GitFault("401", INFO, status(401), List.of(Kind.NOT_ALLOWED)),
        new GitFault("403 within the fetch", UPLOAD, status(403), List.of(Kind.NOT_ALLOWED)),
        new GitFault("404", INFO, status(404), List.of(Kind.MISSING)),
        new GitFault("connection closed at once", INFO, (_, _, _) -> {}, List.of(Kind.UNREACHABLE)),
        new GitFault("no answer to the fetch", UPLOAD, (_, _, _) -> {}, List.of(Kind.UNREACHABLE)),
        new GitFault("garbage as refs", INFO, garbage(INFO), List.of(Kind.UNREACHABLE)),
        new GitFault("garbage as pack", UPLOAD, garbage(UPLOAD), List.of(Kind.UNREACHABLE)),
        new GitFault(
            "half of the answer", UPLOAD, part(2), List.of(Kind.UNREACHABLE, Kind.REJECTED)),
        new GitFault("all but the end", UPLOAD, tail(4), List.of(Kind.UNREACHABLE, Kind.REJECTED)),
        new GitFault("a flipped bit", UPLOAD, flipped(), List.of(Kind.UNREACHABLE, Kind.REJECTED)));
  }

  private static Answer status(int code) {
    return (_, exchange, _) -> exchange.sendResponseHeaders(code, -1);
  }

  private static Answer garbage(String what) {
    return (_, exchange, _) -> {
      byte[] bytes = new byte[4000];
      new Random(1).nextBytes(bytes);
      String type =
          what.equals(INFO)
              ? "application/x-git-upload-pack-advertisement"
              : "application/x-git-upload-pack-result";
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /// The true answer, announced in full and cut off.
  private static Answer part(int divisor) {
    return (server, exchange, body) -> {
      byte[] cgi = server.cgi(exchange, body);
      cut(exchange, cgi, (cgi.length - head(cgi)) / divisor);
    };
  }

  private static Answer tail(int missing) {
    return (server, exchange, body) -> {
      byte[] cgi = server.cgi(exchange, body);
      cut(exchange, cgi, cgi.length - head(cgi) - missing);
    };
  }

  private static void cut(HttpExchange exchange, byte[] cgi, int bytes) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-result");
    exchange.sendResponseHeaders(200, cgi.length - head(cgi));
    exchange.getResponseBody().write(cgi, head(cgi), bytes);
    exchange.getResponseBody().flush();
  }

  /// A bit of the first object of the pack: progress messages around it may say what they like.
  private static Answer flipped() {
    return (server, exchange, body) -> {
      byte[] cgi = server.cgi(exchange, body);
      int pack = new String(cgi, StandardCharsets.ISO_8859_1).indexOf("PACK");
      cgi[pack + 20] ^= 4;
      HttpOrigin.answer(exchange, cgi);
    };
  }

  private static int head(byte[] cgi) {
    return new String(cgi, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
  }
}
