package dev.trainyard.runs;

import dev.trainyard.model.work.RunTable;
import org.jspecify.annotations.Nullable;

/// Something outside that knows of runs. It is only read.
@FunctionalInterface
public interface RunSource {
  /// All that it knows now.
  ///
  /// @param before what it knew when it was read last: returned itself if nothing is new
  /// @throws SourceException if it could not be read as a whole
  RunTable read(@Nullable RunTable before) throws SourceException, InterruptedException;
}
