package dev.trainyard.cli;

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
      List<Named> names = YardNames.of(open.snapshot(), open.memory()).all(kinds);
      return names.stream().filter(Named::isProper).flatMap(this::spellings).iterator();
    } catch (IOException | InvalidSettingsException | UnknownRevisionException | UsageException _) {
      return Stream.<String>empty().iterator();
    }
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
      return EnumSet.complementOf(EnumSet.of(Kind.YARD)).stream().map(Named::plural).iterator();
    }
  }
}
