package dev.trainyard.model.work;

import org.jspecify.annotations.Nullable;

/// One input file of a dataset; what nobody has said of it is null.
///
/// @param location `file:` or `http(s):`
/// @param run the run that it belongs to
/// @param size bytes
/// @param sha256 checksum in lower-case hexadecimal
public record InputFile(
    String location, @Nullable Long run, @Nullable Long size, @Nullable String sha256) {

  /// Bytes if known, else 0: for sums that are called estimates.
  public long knownSize() {
    return size == null ? 0 : size;
  }
}
