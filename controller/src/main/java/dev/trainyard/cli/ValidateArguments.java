package dev.trainyard.cli;

import dev.trainyard.cli.Validation.Cache;
import dev.trainyard.config.Rule;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The usual forms of `trainyard validate`, read by hand since picocli takes as long to start as
/// the check itself. Whatever is not plainly one of them is left to picocli: help, mistakes, rare
/// forms.
final class ValidateArguments {
  private final Queue<String> words;
  private final List<Path> paths = new ArrayList<>();
  private final List<Rule> disabled = new ArrayList<>();
  private @Nullable ReportFormat format;
  private Cache cache = Cache.USED;

  private ValidateArguments(List<String> words) {
    this.words = new ArrayDeque<>(words);
  }

  /// What the whole command line asks for, if it is one of the usual forms.
  static Optional<Validation> of(String... words) {
    boolean usual =
        words.length > 0
            && words[0].equals("validate")
            && Arrays.stream(words).noneMatch(word -> word.isEmpty() || word.startsWith("@"));
    return usual
        ? new ValidateArguments(List.of(words).subList(1, words.length)).validation()
        : Optional.empty();
  }

  private Optional<Validation> validation() {
    while (!words.isEmpty()) {
      if (!take(words.remove())) {
        return Optional.empty();
      }
    }
    ReportFormat chosen = format == null ? ReportFormat.TEXT : format;
    return Optional.of(new Validation(paths, chosen, null, disabled, cache));
  }

  private boolean take(String word) {
    if (!word.startsWith("-")) {
      return paths.add(Path.of(word));
    }
    return switch (word) {
      case "--no-cache" -> cache(Cache.UNUSED);
      case "--output" -> value().flatMap(ReportFormat::of).map(this::format).orElse(false);
      case "--disable" -> value().flatMap(Rule::of).map(disabled::add).orElse(false);
      default -> false;
    };
  }

  private Optional<String> value() {
    return Optional.ofNullable(words.poll()).filter(word -> !word.startsWith("-"));
  }

  /// Each of these two may stand once.
  private boolean format(ReportFormat chosen) {
    boolean first = format == null;
    format = chosen;
    return first;
  }

  private boolean cache(Cache chosen) {
    boolean first = cache != chosen;
    cache = chosen;
    return first;
  }
}
