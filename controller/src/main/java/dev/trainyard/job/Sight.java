package dev.trainyard.job;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What of its job a confined program sees, each where it would see it unconfined too.
///
/// @param hall a folder beside these that the program never sees: for what surrounds it
/// @param readable files and folders, or symbolic links to them
/// @param writable folders
record Sight(Path hall, List<Path> readable, List<Path> writable) {
  Sight {
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
  }

  /// The same with something readable besides.
  Sight with(List<Path> others) {
    return new Sight(
        hall, Stream.concat(readable.stream(), others.stream()).distinct().toList(), writable);
  }
}
