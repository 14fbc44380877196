package dev.trainyard.model.work;

import org.jspecify.annotations.Nullable;

/// One input file of a dataset; what nobody has said of it is null.
///
/// @param location where it is: `file:` with an absolute path, or `http(s):`
/// @param run the run that it belongs to
/// @param size bytes
/// @param sha256 checksum in lower-case hexadecimal
/// @param declared what it is called where that is not its location: relative to the operator's
///   folders, so that it is the same wherever they lie
/// @param artefact the name of the artefact that it is, in the input of a build
public record InputFile(
    String location,
    @Nullable Long run,
    @Nullable Long size,
    @Nullable String sha256,
    @Nullable String declared,
    @Nullable String artefact) {

  /// A file that is called by its location.
  public InputFile(
      String location, @Nullable Long run, @Nullable Long size, @Nullable String sha256) {
    this(location, run, size, sha256, null);
  }

  /// A file that has a name of its own.
  public InputFile(
      String location,
      @Nullable Long run,
      @Nullable Long size,
      @Nullable String sha256,
      @Nullable String declared) {
    this(location, run, size, sha256, declared, null);
  }

  /// What an earlier train made: it is called as the artefact is, wherever it lies.
  public static InputFile of(Artefact artefact, String location) {
    return new InputFile(
        location, null, artefact.size(), artefact.sha256(), artefact.name(), artefact.name());
  }

  /// What the file is called, by which it is chosen, sorted and recognised.
  public String name() {
    return declared == null ? location : declared;
  }

  /// Bytes if known, else 0: for sums that are called estimates.
  public long knownSize() {
    return size == null ? 0 : size;
  }
}
