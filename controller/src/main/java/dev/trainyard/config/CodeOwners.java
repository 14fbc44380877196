package dev.trainyard.config;

import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.WagonSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who owns which folder of a yard, as forges want to be told: owners of an analysis own the folder
/// of its file with all that is below, and its wagons that lie in no analysis' folder.
///
/// @param entries in the order of a CODEOWNERS file, where the last line that matches counts: a
///   folder stands after those that hold it
public record CodeOwners(List<Entry> entries) {
  private static final String ODD = "*?[]{}!\\#";

  private static final Comparator<Entry> OUTER_FIRST =
      Comparator.comparingLong(Entry::depth)
          .thenComparing(entry -> !entry.isLoose())
          .thenComparing(Entry::path);

  public CodeOwners {
    entries = List.copyOf(entries);
  }

  /// One line of a CODEOWNERS file.
  ///
  /// @param path from the top; a folder ends with a slash
  /// @param owners forge user names, or groups with slashes, without `@`, in order
  public record Entry(String path, List<String> owners) {
    public Entry {
      owners = List.copyOf(owners);
    }

    /// The path as both GitHub and GitLab match it: anchored at the top, blanks escaped. What one
    /// of them takes for more than itself, and cannot be escaped for both, is matched by `?`.
    public String pattern() {
      StringBuilder pattern = new StringBuilder("/");
      path.codePoints().forEach(c -> append(pattern, c));
      return pattern.toString();
    }

    private static void append(StringBuilder pattern, int c) {
      if (c == ' ') {
        pattern.append("\\ ");
      } else if (isOdd(c)) {
        pattern.append('?');
      } else {
        pattern.appendCodePoint(c);
      }
    }

    private static boolean isOdd(int c) {
      return ODD.indexOf(c) >= 0 || YamlText.isForbidden(c) || Character.isWhitespace(c);
    }

    /// Whether the pattern matches more than the path: then others come after it.
    private boolean isLoose() {
      return path.codePoints().anyMatch(c -> c != ' ' && isOdd(c));
    }

    private long depth() {
      return path.chars().filter(c -> c == '/').count();
    }

    /// The whole line, without its end.
    public String line() {
      StringBuilder line = new StringBuilder(pattern());
      owners.forEach(owner -> line.append(" @").append(owner));
      return line.toString();
    }
  }

  /// The lines of the file.
  List<String> lines() {
    return entries.stream().map(Entry::line).toList();
  }

  /// Of a yard whose analyses can all be read; else nobody knows what is missing.
  static Optional<CodeOwners> of(LiveYard yard) {
    Map<String, Set<String>> owners = new HashMap<>();
    for (Declared<AnalysisSpec> analysis : yard.analyses().values()) {
      owners
          .computeIfAbsent(place(analysis.position().path()), _ -> new TreeSet<>())
          .addAll(analysis.spec().owners());
    }
    Set<String> folders = Set.copyOf(owners.keySet());
    for (var invalid : yard.index().invalid().entrySet()) {
      boolean matters =
          invalid.getKey().kind() == Kind.ANALYSIS
              || (invalid.getKey().kind() == Kind.WAGON && !isBelow(folders, invalid.getValue()));
      if (matters) {
        return Optional.empty();
      }
    }
    for (Declared<WagonSpec> wagon : yard.wagons().values()) {
      Declared<AnalysisSpec> analysis = yard.analyses().get(wagon.spec().analysis());
      String path = wagon.position().path();
      if (analysis != null && !isBelow(folders, path)) {
        owners.computeIfAbsent(path, _ -> new TreeSet<>()).addAll(analysis.spec().owners());
      }
    }
    List<Entry> entries = new ArrayList<>();
    owners.forEach((path, names) -> entries.add(new Entry(path, List.copyOf(names))));
    entries.sort(OUTER_FIRST);
    return Optional.of(new CodeOwners(entries));
  }

  /// The folder of an analysis' file; the file alone if it lies at the top, which is not its own.
  private static String place(String file) {
    int slash = file.lastIndexOf('/');
    return slash < 0 ? file : file.substring(0, slash + 1);
  }

  private static boolean isBelow(Set<String> folders, String path) {
    for (int at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (folders.contains(path.substring(0, at + 1))) {
        return true;
      }
    }
    return false;
  }
}
