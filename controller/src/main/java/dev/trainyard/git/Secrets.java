package dev.trainyard.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// The credentials of one connection, as just read, and the way to keep them out of texts.
record Secrets(Optional<String> user, Optional<String> token) {
  private static final Pattern LOGIN_IN_URL = Pattern.compile("://[^/\\s@]*@");
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}]+");
  private static final int LONGEST = 600;

  static Secrets read(Credentials credentials) throws IOException {
    return switch (credentials) {
      case Credentials.None _, Credentials.SshKey _ -> nothing();
      case Credentials.HttpToken(String user, Credentials.TokenSource source) -> {
        String token = source.read().strip();
        if (token.isEmpty()) {
          throw new IOException("the token is empty");
        }
        yield new Secrets(Optional.of(user), Optional.of(token));
      }
    };
  }

  static Secrets nothing() {
    return new Secrets(Optional.empty(), Optional.empty());
  }

  Optional<String> login() {
    return user.flatMap(name -> token.map(secret -> name + ":" + secret));
  }

  /// One printable line without any of the credentials.
  String redact(String text) {
    String clean = LOGIN_IN_URL.matcher(text).replaceAll("://");
    if (login().isPresent()) {
      byte[] bytes = login().get().getBytes(StandardCharsets.UTF_8);
      clean = clean.replace(Base64.getEncoder().encodeToString(bytes), "***");
    }
    if (token.isPresent()) {
      clean = clean.replace(token.get(), "***");
    }
    clean = UNPRINTABLE.matcher(clean).replaceAll(" ").strip();
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + " ...";
  }

  @Override
  public String toString() {
    return "Secrets";
  }
}
