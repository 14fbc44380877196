package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Nearest;
import dev.trainyard.model.status.PullStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Pull requests on a command line: `pull/7`, `pulls/7`, or `7` where nothing else of the yard is
/// called so. Their names are those of refs, which anybody may choose.
///
/// @param memory what the status branch says: it holds those that are open
record PullNames(Memory memory) {
  static final String WORD = "pull";
  static final String PLURAL = "pulls";

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final int MOST = 3;
  private static final int MOST_KNOWN = 12;

  /// What no shell takes for more than a word.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]*");

  /// The pull request that a text means; nothing if it is no name of one.
  ///
  /// @param yard what else may be meant; what is called so itself, such as the wagon `7` of an
  ///   analysis `pull`, comes first
  /// @throws UsageException if it is written as a pull request, and there is no such one
  Optional<PullStatus> find(String text, YardNames yard) throws UsageException {
    boolean isOther =
        yard.all(EnumSet.allOf(Kind.class)).stream().anyMatch(it -> it.isMeantBy(text));
    if (isOther) {
      return Optional.empty();
    }
    Optional<PullStatus> written = written(text);
    return written.isPresent() ? written : Optional.ofNullable(memory.pulls().get(text));
  }

  /// The pull request that a text is written as, such as `pull/7`; nothing if it is written
  /// otherwise.
  ///
  /// @throws UsageException if there is no such one
  Optional<PullStatus> written(String text) throws UsageException {
    Optional<String> name = name(text);
    if (name.isPresent() && !memory.pulls().containsKey(name.get())) {
      throw new UsageException(unknown(name.get()));
    }
    return name.map(memory.pulls()::get);
  }

  /// The pull request that a text is written as, if there is such one.
  Optional<PullStatus> known(String text) {
    return name(text).map(memory.pulls()::get);
  }

  /// What follows the word in `pull/7`.
  private static Optional<String> name(String text) {
    return Stream.of(WORD, PLURAL)
        .filter(word -> text.startsWith(word + "/"))
        .map(word -> text.substring(word.length() + 1))
        .findFirst();
  }

  private String unknown(String name) {
    if (memory.controllerStatus().isEmpty()) {
      return "nothing is known of pull requests: this clone has no status branch; `git fetch` it";
    }
    String head =
        "pull request %s is not open: it was merged or closed, or never was".formatted(name);
    List<String> known = List.copyOf(new TreeSet<>(memory.pulls().keySet()));
    // Another number is no better guess than any: somebody may go on to approve it.
    List<String> near =
        NUMBER.matcher(name).matches() ? List.of() : Nearest.names(name, known, MOST);
    if (!near.isEmpty()) {
      return head
          + "; did you mean "
          + String.join(" or ", near.stream().map(this::of).toList())
          + "?";
    }
    return known.isEmpty()
        ? head + "; there is none at all, as far as this clone knows (`git fetch`)"
        : head
            + "; there is "
            + known.stream().limit(MOST_KNOWN).map(this::of).collect(Collectors.joining(", "))
            + (known.size() > MOST_KNOWN ? " ..., see `trainyard list pulls`" : "");
  }

  private String of(String name) {
    return WORD + "/" + name;
  }

  /// Those that a shell may offer.
  Stream<String> plain() {
    return memory.pulls().keySet().stream().sorted().map(this::of).filter(it -> isPlain(it));
  }

  private static boolean isPlain(String text) {
    return PLAIN.matcher(text).matches();
  }

  /// How a pull request is written in a command that people copy.
  static String quoted(PullStatus pull) {
    return quoted(WORD + "/" + pull.name());
  }

  /// One word for a shell, whatever is in it.
  static String quoted(String text) {
    return isPlain(text) ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
