package dev.trainyard.cli;

import org.jspecify.annotations.Nullable;

/// What a check of [Checkup] has found.
///
/// @param remedy what to do; null if nothing has to be done
record Answer(State state, String found, @Nullable String remedy) {
  /// How it is, and whose turn it is if it is not well.
  enum State {
    OK("ok", ExitCode.FINE),
    WARN("warn", ExitCode.FINE),
    OUTSIDE("FAIL", ExitCode.OUTSIDE),
    INVALID("FAIL", ExitCode.INVALID),
    BUG("FAIL", ExitCode.BUG);

    private final String word;
    private final ExitCode code;

    State(String word, ExitCode code) {
      this.word = word;
      this.code = code;
    }

    /// What a command ends with that has found this.
    ExitCode code() {
      return code;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  static Answer ok(String found) {
    return new Answer(State.OK, found, null);
  }

  static Answer warn(String found, String remedy) {
    return new Answer(State.WARN, found, remedy);
  }

  /// Something outside is wrong.
  static Answer wrong(String found, String remedy) {
    return new Answer(State.OUTSIDE, found, remedy);
  }

  /// The yard or the settings are wrong.
  static Answer invalid(String found, String remedy) {
    return new Answer(State.INVALID, found, remedy);
  }
}
