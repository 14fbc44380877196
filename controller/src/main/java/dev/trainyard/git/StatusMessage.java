package dev.trainyard.git;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// The message of a status commit.
///
/// @param subject one line, such as `Train pbpb-flow: Running -> Merging`
/// @param trailers machine-readable facts at its end, such as `Observed-Commit`, in this order
public record StatusMessage(String subject, SequencedMap<String, String> trailers) {
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  public StatusMessage {
    trailers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(trailers));
  }

  String text() {
    StringBuilder text = new StringBuilder(line(subject)).append('\n');
    if (!trailers.isEmpty()) {
      text.append('\n');
    }
    for (Map.Entry<String, String> trailer : trailers.entrySet()) {
      text.append(line(trailer.getKey()))
          .append(": ")
          .append(line(trailer.getValue()))
          .append('\n');
    }
    return text.toString();
  }

  private static String line(String words) {
    return CONTROL.matcher(words).replaceAll(" ").strip();
  }
}
