package dev.trainyard.bench;

import java.util.Optional;

/// Ours or a peer: something that does the work and can be measured.
///
/// @param missing how to install it, if it is not there; it is left out then
record Subject(String name, Optional<String> missing, Measure measure) {

  /// Does the work once.
  @FunctionalInterface
  interface Measure {
    Figures once() throws Exception;
  }

  static Subject of(String name, Measure measure) {
    return new Subject(name, Optional.empty(), measure);
  }

  /// A program on the `PATH`, or its absence.
  static Subject installed(String name, String program, String install, Measure measure) {
    Optional<String> missing =
        Program.find(program).isPresent() ? Optional.empty() : Optional.of(install);
    return new Subject(name, missing, measure);
  }
}
