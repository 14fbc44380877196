package dev.trainyard.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;

/// What is answered to one request: a status, and a text or nothing.
///
/// @param type of the text
record Reply(int status, String type, String text) {
  private static final int NO_BODY = -1;
  private static final int OK_STATUS = 200;
  private static final int UNAVAILABLE = 503;

  static final Reply ACCEPTED = new Reply(202);
  static final Reply UNAUTHORIZED = new Reply(401);
  static final Reply NOT_FOUND = new Reply(404);
  static final Reply NOT_ALLOWED = new Reply(405);
  static final Reply TIMEOUT = new Reply(408);
  static final Reply TOO_LARGE = new Reply(413);
  static final Reply BUSY = new Reply(UNAVAILABLE);

  private Reply(int status) {
    this(status, "", "");
  }

  static Reply ok(String type, String text) {
    return new Reply(OK_STATUS, type, text);
  }

  static Reply unavailable(String type, String text) {
    return new Reply(UNAVAILABLE, type, text);
  }

  void send(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Connection", "close");
    byte[] body = text.getBytes(UTF_8);
    if (body.length == 0) {
      exchange.sendResponseHeaders(status, NO_BODY);
      return;
    }
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(body.length));
      exchange.sendResponseHeaders(status, NO_BODY);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
