package dev.trainyard.job;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.ExitCause;
import java.net.URI;

/// How many bytes may come from elsewhere, and what it means if there are more.
///
/// @param overrun who is to blame then
/// @param end how one will know that all have come
record SizeLimit(long bytes, ExitCause overrun, End end) {

  /// How one knows that a file is whole.
  enum End {
    /// Its size or checksum is known, and compared later.
    IS_CHECKED,
    /// The server has to say how long it is, or where it ends.
    MUST_BE_TOLD
  }

  /// The size that was listed.
  static SizeLimit listed(long bytes) {
    return new SizeLimit(bytes, ExitCause.INPUT_BAD, End.IS_CHECKED);
  }

  /// What no honest file is larger than.
  static SizeLimit reasonable(ByteSize size) {
    return new SizeLimit(size.bytes(), ExitCause.INPUT_BAD, End.MUST_BE_TOLD);
  }

  /// The room that is left for it.
  static SizeLimit room(long bytes, End end) {
    return new SizeLimit(bytes, ExitCause.STORE_FULL, end);
  }

  /// @throws JobFailure if so many are too many
  void check(URI uri, long found) throws JobFailure {
    if (found > bytes) {
      String why = overrun == ExitCause.STORE_FULL ? "; there is no room for more" : "";
      throw new JobFailure(overrun, uri + " has more than " + bytes + " bytes" + why);
    }
  }
}
