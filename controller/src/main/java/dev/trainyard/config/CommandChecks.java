package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.work.Placeholders;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The placeholders in one word of a command.
///
/// @param at where the word stands
/// @param known placeholders that have a value
/// @param compound configuration placeholders whose value is a list or map
record CommandChecks(
    Located<?> object, List<?> at, String word, Collection<String> known, Set<String> compound) {
  private static final Pattern COMPLETE = Pattern.compile("\\$\\$|\\$\\{[^}]*}");

  static CommandChecks of(Located<?> object, List<?> at, String word, Collection<String> known) {
    return new CommandChecks(object, at, word, known, Set.of());
  }

  void addTo(List<Problem> problems) {
    for (String name : Placeholders.in(word)) {
      if (compound.contains(name)) {
        problems.add(compound(name));
      } else if (!known.contains(name)) {
        problems.add(unknown(name));
      }
    }
    if (COMPLETE.matcher(word).replaceAll("").contains("${")) {
      problems.add(
          object.broken(
              Rule.UNKNOWN_PLACEHOLDER,
              at,
              "a placeholder is not closed",
              "add the }, or write $${ for a literal ${"));
    }
  }

  private Problem compound(String name) {
    return object.broken(
        Rule.UNKNOWN_PLACEHOLDER,
        at,
        "the value of ${" + name + "} is a list or map, which does not fit in a command",
        "read it from the JSON file that TRAINYARD_CONFIG names");
  }

  private boolean isNear(String name) {
    return Wording.nearest(name, known).isPresent();
  }

  private Problem unknown(String name) {
    if (name.startsWith(Placeholders.ARTEFACT) && !isNear(name)) {
      return object.broken(
          Rule.UNKNOWN_PLACEHOLDER,
          at,
          "the wagon does not list the artefact of ${" + Wording.shown(name) + "}",
          "add it to spec.artefacts of the wagon");
    }
    return object.broken(
        Rule.UNKNOWN_PLACEHOLDER,
        at,
        "nothing is known as ${" + Wording.shown(name) + "}",
        Wording.remedyFor(
            "${" + name + "}",
            known.stream().map(it -> "${" + it + "}").toList(),
            "$${ for a literal ${"));
  }
}
