package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Nearest;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything in a yard that can be asked about, and what a name on a command line means: declared,
/// or still spoken of by the status branch.
final class YardNames {
  private static final int MOST = 3;
  private static final int MOST_KNOWN = 12;

  /// Where each is declared; empty if only the status knows it.
  private final SortedMap<Named, String> files = new TreeMap<>();

  /// What may be the reason that a name is not there; empty if there is none.
  private final String trouble;

  private YardNames(String trouble) {
    this.trouble = trouble;
  }

  /// What is declared in a yard or spoken of by its status.
  static YardNames of(Snapshot yard, Memory memory) {
    YardNames names =
        new YardNames(
            yard.problems().stream()
                .filter(Problem::isError)
                .findFirst()
                .map(problem -> " The yard has errors: " + problem)
                .orElse(""));
    names.files.put(new Named(Kind.YARD, yard.yard().name()), yard.yard().position().path());
    names.declared(Kind.PACKAGE, yard.packages().values());
    names.declared(Kind.RUN_LIST, yard.runLists().values());
    names.declared(Kind.RUN_LISTENER, yard.listeners().declared().values());
    names.declared(Kind.PIPELINE, yard.pipelines().declared().values());
    names.declared(
        Kind.DATASET,
        yard.datasets().values().stream().filter(it -> it.spec().made() == null).toList());
    names.declared(Kind.ANALYSIS, yard.analyses().values());
    names.declared(Kind.TRAIN, yard.trains().values());
    yard.wagons()
        .forEach(
            (ref, wagon) ->
                names.files.put(new Named(Kind.WAGON, ref.toString()), wagon.position().path()));
    names.known(memory);
    return names;
  }

  private void known(Memory memory) {
    memory.trains().keySet().forEach(name -> known(Kind.TRAIN, name));
    memory.wagons().keySet().forEach(ref -> known(Kind.WAGON, ref.toString()));
    memory.pipelines().keySet().forEach(name -> known(Kind.PIPELINE, name));
    memory.datasets().keySet().forEach(name -> known(Kind.DATASET, name));
  }

  private void declared(Kind kind, Collection<? extends Declared<?>> some) {
    some.forEach(one -> files.put(new Named(kind, one.name()), one.position().path()));
  }

  private void known(Kind kind, String name) {
    files.putIfAbsent(new Named(kind, name), "");
  }

  /// All of these kinds, by kind and name.
  List<Named> all(Set<Kind> kinds) {
    return files.keySet().stream().filter(named -> kinds.contains(named.kind())).toList();
  }

  /// The file that declares it; empty if none does.
  String file(Named named) {
    return files.getOrDefault(named, "");
  }

  /// What a text means: a name, `kind/name`, the last word of a wagon, or a file of the yard.
  ///
  /// @param kinds those that the command can do something with
  /// @throws UsageException if it means nothing, or several things, with what to write instead
  Named find(String text, Set<Kind> kinds) throws UsageException {
    List<Named> meant =
        all(kinds).stream().filter(named -> named.isMeantBy(text) || isFile(named, text)).toList();
    List<Named> full = meant.stream().filter(named -> named.name().equals(text)).toList();
    List<Named> found = full.isEmpty() ? meant : full;
    return switch (found.size()) {
      case 1 -> found.getFirst();
      case 0 -> throw new UsageException(unknown(text, kinds));
      default ->
          throw new UsageException(
              "%s can mean several things; write one of %s"
                  .formatted(text, joined(found.stream().map(Named::unambiguous))));
    };
  }

  private boolean isFile(Named named, String text) {
    return !text.isEmpty() && file(named).equals(text);
  }

  /// A train.
  String train(String text) throws UsageException {
    return find(text, EnumSet.of(Kind.TRAIN)).name();
  }

  private String unknown(String text, Set<Kind> kinds) {
    String what = kinds.size() == 1 ? Named.word(kinds.iterator().next()) + " " : "";
    String head = "there is no %s%s in this yard".formatted(what, text);
    List<Named> known = all(kinds);
    List<String> near = near(text, known);
    if (!near.isEmpty()) {
      return head + "; did you mean " + String.join(" or ", near) + "?" + trouble;
    }
    if (known.isEmpty()) {
      return head
          + (trouble.isEmpty()
              ? "; there is none at all, `trainyard new` makes one"
              : "." + trouble);
    }
    String more = known.size() > MOST_KNOWN ? " ..., see `trainyard list`" : "";
    return head
        + "; there is "
        + joined(known.stream().limit(MOST_KNOWN).map(Named::unambiguous))
        + more
        + (trouble.isEmpty() ? "" : "." + trouble);
  }

  /// The nearest names, written as the text was: with the kind where that was written too.
  private static List<String> near(String text, List<Named> known) {
    String word = text.contains("/") ? text : "/" + text;
    String last = word.substring(word.lastIndexOf('/') + 1);
    List<String> byName = Nearest.names(text, known.stream().map(Named::name).toList(), MOST);
    List<String> full = Nearest.names(text, known.stream().map(Named::unambiguous).toList(), MOST);
    if (!byName.isEmpty() || !full.isEmpty()) {
      return byName.isEmpty() ? full : byName;
    }
    List<String> lasts = known.stream().map(YardNames::last).toList();
    List<String> near = Nearest.names(last, lasts, MOST);
    return known.stream()
        .filter(named -> near.contains(last(named)))
        .map(Named::unambiguous)
        .limit(MOST)
        .toList();
  }

  private static String last(Named named) {
    return named.name().substring(named.name().lastIndexOf('/') + 1);
  }

  private static String joined(Stream<String> names) {
    return names.collect(Collectors.joining(", "));
  }

  /// What is declared under a name, if it still is.
  static Optional<Declared<?>> declared(Snapshot yard, Named named) {
    return Optional.ofNullable(
        switch (named.kind()) {
          case YARD -> yard.yard();
          case PACKAGE -> yard.packages().get(named.name());
          case RUN_LIST -> yard.runLists().get(named.name());
          case RUN_LISTENER -> yard.listeners().declared().get(named.name());
          case DATASET -> yard.datasets().get(named.name());
          case ANALYSIS -> yard.analyses().get(named.name());
          case WAGON -> yard.wagons().get(named.wagon());
          case TRAIN -> yard.trains().get(named.name());
          case PIPELINE -> yard.pipelines().declared().get(named.name());
        });
  }

  private static List<String> singularsAndPlurals() {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> Stream.of(Named.word(kind), Named.plural(kind)))
        .toList();
  }

  /// The kind of which a text is the singular or plural, such as `trains`.
  ///
  /// @param offered the words that the command's description names
  static Kind kind(String text, Iterable<String> offered) throws UsageException {
    List<String> words = new ArrayList<>();
    offered.forEach(words::add);
    if (text.equalsIgnoreCase("listeners") || text.equalsIgnoreCase("listener")) {
      return Kind.RUN_LISTENER;
    }
    for (Kind kind : Kind.values()) {
      if (text.equalsIgnoreCase(Named.word(kind)) || text.equalsIgnoreCase(Named.plural(kind))) {
        return kind;
      }
    }
    List<String> known = new ArrayList<>(singularsAndPlurals());
    known.addAll(words);
    throw new UsageException(
        "there is no kind %s; %s"
            .formatted(
                text,
                Nearest.name(text, known)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("write one of " + String.join(", ", words))));
  }
}
