package dev.trainyard.cli;

import dev.trainyard.model.Nearest;
import dev.trainyard.model.status.PullPhase;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.WagonTestPhase;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The words that lists say of where things are: the phases, and those for what has none yet.
final class PhaseWords implements Iterable<String> {
  static final String NEW = "new";
  static final String NOT_TESTED = "not tested";
  static final String LISTED = "listed";
  static final String NOT_LISTED = "not listed";

  private static final List<String> PHASELESS = List.of(NEW, NOT_TESTED, LISTED, NOT_LISTED);

  @Override
  public Iterator<String> iterator() {
    return all().iterator();
  }

  /// Refuses a word, written in any case, that no list says.
  static void check(String word) throws UsageException {
    List<String> known = all();
    if (known.stream().noneMatch(word::equalsIgnoreCase)) {
      throw new UsageException(
          "there is no phase %s; %s"
              .formatted(
                  word,
                  nearest(word, known)
                      .map(near -> "did you mean " + near + "?")
                      .findFirst()
                      .orElse("there is " + String.join(", ", known))));
    }
  }

  private static Stream<String> nearest(String word, List<String> known) {
    List<String> plain = known.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    return Nearest.name(word.toLowerCase(Locale.ROOT), plain).stream()
        .map(near -> known.get(plain.indexOf(near)));
  }

  private static List<String> all() {
    TreeSet<String> words = new TreeSet<>(PHASELESS);
    words.addAll(phases(TrainPhase.class).toList());
    words.addAll(phases(WagonTestPhase.class).toList());
    Stream.of(PullPhase.values()).map(PullPhase::toString).forEach(words::add);
    return List.copyOf(words);
  }

  private static Stream<String> phases(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(PhaseWords::phases)
        : Stream.of(type.getSimpleName());
  }
}
