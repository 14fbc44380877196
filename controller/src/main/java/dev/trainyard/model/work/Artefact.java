package dev.trainyard.model.work;

/// A merged output of one train that wagons of another get, as it was when it was pinned.
///
/// @param name what wagons call it
/// @param train the train that made it
/// @param path relative to the store's root
/// @param size bytes
/// @param sha256 checksum in lower-case hexadecimal
public record Artefact(String name, String train, String path, long size, String sha256) {
  /// The last part of its path, under which wagons find it.
  public String file() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// The same under another name.
  public Artefact named(String other) {
    return new Artefact(other, train, path, size, sha256);
  }
}
