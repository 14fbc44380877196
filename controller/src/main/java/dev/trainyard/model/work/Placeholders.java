package dev.trainyard.model.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The placeholders that a wagon's command may hold. `$$` is a literal dollar sign.
/// - `${config.NAME}`: a configuration value; a list or map as compact JSON is not offered
/// - `${package}`: the folder of the wagon's package
/// - `${inputs}`: a file with one local input path a line, in input order
/// - `${output}`: the folder for the declared outputs
/// - `${artefact.NAME}`: a file that an earlier train made
/// - `${dependencies}`: a folder with one folder `analysis/wagon` per dependency
public final class Placeholders {
  /// Names that do not depend on the wagon.
  public static final Set<String> FIXED = Set.of("package", "inputs", "output", "dependencies");

  /// What a configuration placeholder starts with.
  public static final String CONFIG = "config.";

  /// What the placeholder of an artefact starts with.
  public static final String ARTEFACT = "artefact.";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$|\\$\\{([^}]*)}");

  private Placeholders() {}

  /// The names used in one word of a command, in order.
  public static List<String> in(String word) {
    List<String> names = new ArrayList<>();
    Matcher match = PLACEHOLDER.matcher(word);
    while (match.find()) {
      String name = match.group(1);
      if (name != null) {
        names.add(name);
      }
    }
    return List.copyOf(names);
  }

  /// One word with its placeholders filled in.
  ///
  /// @throws IllegalArgumentException if a placeholder has no value
  public static String fill(String word, Map<String, String> values) {
    Matcher match = PLACEHOLDER.matcher(word);
    StringBuilder result = new StringBuilder();
    while (match.find()) {
      String name = match.group(1);
      String value = name == null ? "$" : values.get(name);
      if (value == null) {
        throw new IllegalArgumentException("unknown placeholder ${" + name + "} in: " + word);
      }
      match.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return match.appendTail(result).toString();
  }
}
