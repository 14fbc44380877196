package dev.trainyard.forge;

import java.net.URI;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Answers that the forge may confirm instead of sending them again (ETag). The least recently used
/// are forgotten.
final class Answers {
  private static final long MOST_BYTES = 48L << 20;

  private final Map<URI, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  synchronized Optional<Answer> of(URI uri) {
    return Optional.ofNullable(answers.get(uri));
  }

  synchronized void keep(URI uri, Answer answer) {
    Answer old = answers.remove(uri);
    bytes -= old == null ? 0 : old.body().length;
    if (answer.status() == 200 && answer.header("etag").isPresent()) {
      answers.put(uri, answer);
      bytes += answer.body().length;
    }
    Iterator<Answer> eldest = answers.values().iterator();
    while (bytes > MOST_BYTES && eldest.hasNext()) {
      bytes -= eldest.next().body().length;
      eldest.remove();
    }
  }
}
