package dev.trainyard.registry;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a registry wants to be told who asks: its header `WWW-Authenticate`.
///
/// @param scheme in lower case, such as `bearer`
/// @param parameters such as `realm`
record Challenge(String scheme, Map<String, String> parameters) {
  private static final Pattern SCHEME = Pattern.compile("\\s*([A-Za-z]{1,20})(\\s.*)?");
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z_]{1,40})=(?:\"([^\"]{0,2000})\"|([^\",\\s]{1,2000}))");

  static Optional<Challenge> parse(String header) {
    Matcher start = SCHEME.matcher(header);
    if (!start.matches()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    Matcher one = PARAMETER.matcher(header);
    while (one.find()) {
      String value = one.group(2) == null ? one.group(3) : one.group(2);
      parameters.putIfAbsent(one.group(1).toLowerCase(Locale.ROOT), value);
    }
    return Optional.of(new Challenge(start.group(1).toLowerCase(Locale.ROOT), parameters));
  }

  boolean isBasic() {
    return scheme.equals("basic");
  }

  /// Where a token is to be had.
  Optional<String> realm() {
    return scheme.equals("bearer")
        ? Optional.ofNullable(parameters.get("realm"))
        : Optional.empty();
  }

  Optional<String> service() {
    return Optional.ofNullable(parameters.get("service"));
  }
}
