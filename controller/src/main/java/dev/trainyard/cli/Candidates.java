package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Kind;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What a shell may offer for a word of a command line: names of the yard around the current
/// folder, as they are when the key is pressed. Nothing is offered where no yard is found, and no
/// name that a shell could take for more than a name.
abstract class Candidates implements Iterable<String> {
  private final Set<Kind> kinds;

  Candidates(Set<Kind> kinds) {
    this.kinds = kinds;
  }

  @Override
  public Iterator<String> iterator() {
    try (OpenYard open = new YardOption().open()) {
      Memory memory = open.memory();
      List<Named> names = YardNames.of(open.snapshot(), memory).all(kinds);
      Stream<String> proper = names.stream().filter(Named::isProper).flatMap(this::spellings);
      return Stream.concat(proper, others(memory)).iterator();
    } catch (IOException | InvalidSettingsException | UnknownRevisionException | UsageException _) {
      return Stream.<String>empty().iterator();
    }
  }

  /// What else may be written, that no file declares.
  Stream<String> others(Memory memory) {
    return Stream.empty();
  }

  private Stream<String> spellings(Named named) {
    return kinds.size() == 1
        ? Stream.of(named.name())
        : Stream.of(named.name(), named.unambiguous());
  }

  /// All that has a name.
  static final class Names extends Candidates {
    Names() {
      super(EnumSet.allOf(Kind.class));
    }

    @Override
    Stream<String> others(Memory memory) {
      return new PullNames(memory).plain();
    }
  }

  /// What is run, or waits to be.
  static final class Movables extends Candidates {
    Movables() {
      super(EnumSet.of(Kind.TRAIN, Kind.WAGON));
    }

    @Override
    Stream<String> others(Memory memory) {
      return new PullNames(memory).plain();
    }
  }

  static final class Trains extends Candidates {
    Trains() {
      super(EnumSet.of(Kind.TRAIN));
    }
  }

  static final class Wagons extends Candidates {
    Wagons() {
      super(EnumSet.of(Kind.WAGON));
    }
  }

  static final class Datasets extends Candidates {
    Datasets() {
      super(EnumSet.of(Kind.DATASET));
    }
  }

  static final class Packages extends Candidates {
    Packages() {
      super(EnumSet.of(Kind.PACKAGE));
    }
  }

  /// What can be waited for.
  static final class Runnables extends Candidates {
    Runnables() {
      super(EnumSet.of(Kind.TRAIN, Kind.WAGON));
    }
  }

  /// The words that `new` takes.
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return EnumSet.complementOf(EnumSet.of(Kind.YARD)).stream().map(Named::word).iterator();
    }
  }

  /// The words that `list` takes.
  static final class Plurals implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      Stream<String> declared =
          EnumSet.complementOf(EnumSet.of(Kind.YARD)).stream().map(Named::plural);
      return Stream.concat(declared, Stream.of(PullNames.PLURAL)).iterator();
    }
  }
}
