package dev.trainyard.cli;

import dev.trainyard.remote.s3.S3Settings;
import dev.trainyard.remote.s3.S3Settings.Signing;
import dev.trainyard.remote.s3.S3Settings.Style;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How object storage is reached, as words of a command line: places and names, never what is
/// secret.
final class S3Words {
  private static final String ENDPOINT = "endpoint";
  private static final String REGION = "region";
  private static final String CREDENTIALS = "credentials";
  private static final String PROFILE = "profile";
  private static final String STYLE = "style";
  private static final String SIGNING = "signing";

  private S3Words() {}

  /// The words, each after the name of its option.
  static List<String> of(String option, S3Settings settings) {
    List<String> words = new ArrayList<>();
    add(words, option, ENDPOINT, settings.endpoint());
    add(words, option, REGION, settings.region());
    add(words, option, CREDENTIALS, settings.credentials());
    add(words, option, PROFILE, settings.profile());
    if (settings.style() != S3Settings.USUAL.style()) {
      add(words, option, STYLE, settings.style());
    }
    if (settings.signing() != S3Settings.USUAL.signing()) {
      add(words, option, SIGNING, settings.signing());
    }
    return words;
  }

  private static void add(List<String> words, String option, String key, @Nullable Object value) {
    if (value != null) {
      words.add(option);
      words.add(key + "=" + value);
    }
  }

  /// What they say.
  ///
  /// @throws IllegalArgumentException if one says nothing
  static S3Settings read(Map<String, String> words) {
    String endpoint = words.get(ENDPOINT);
    String credentials = words.get(CREDENTIALS);
    return new S3Settings(
        endpoint == null ? null : URI.create(endpoint),
        words.get(REGION),
        credentials == null ? null : Path.of(credentials),
        words.get(PROFILE),
        Style.valueOf(words.getOrDefault(STYLE, S3Settings.USUAL.style().name())),
        Signing.valueOf(words.getOrDefault(SIGNING, S3Settings.USUAL.signing().name())));
  }
}
