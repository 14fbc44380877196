package dev.trainyard.model.work;

import dev.trainyard.model.Digest;
import java.util.List;

/// The files of a dataset as they were found, in a stable order: by run, then by name.
///
/// @param digest of the files with everything known about them
public record InputListing(String dataset, Digest digest, List<InputFile> files) {
  public InputListing {
    files = List.copyOf(files);
  }

  public static InputListing of(String dataset, List<InputFile> files) {
    return new InputListing(dataset, digest(files), files);
  }

  /// The digest of these files in this order.
  public static Digest digest(List<InputFile> files) {
    return Digest.ofParts(
        files.stream()
            .map(f -> f.name() + "\n" + f.run() + "\n" + f.size() + "\n" + f.sha256())
            .toList());
  }

  /// Bytes of the files whose size is known.
  public long bytes() {
    return files.stream().mapToLong(InputFile::knownSize).sum();
  }
}
