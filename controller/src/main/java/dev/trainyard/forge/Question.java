package dev.trainyard.forge;

import java.net.URI;
import java.util.Map;

/// One request, as a client library wants it sent; the token is not in it.
@SuppressWarnings("ArrayRecordComponent") // never compared
record Question(String method, URI uri, Map<String, String> headers, byte[] body) {
  boolean reads() {
    return method.equals("GET");
  }

  Question at(URI elsewhere) {
    return new Question(method, elsewhere, headers, body);
  }

  /// For messages: without the query, which says nothing to people.
  @Override
  public String toString() {
    return SafeLine.of(method + " " + uri.getPath());
  }
}
