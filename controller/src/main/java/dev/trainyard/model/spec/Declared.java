package dev.trainyard.model.spec;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Position;
import java.util.Map;
import java.util.Optional;

/// One object as it stands in the yard.
///
/// @param name its `metadata.name`
/// @param labels its `metadata.labels`
/// @param spec what is wanted
/// @param position where its file starts
/// @param content digest of the spec's content, whatever its layout or comments
/// @param earlier the commit that this version was read from, if the file has since become invalid
///   and this is its last valid version
public record Declared<S extends Spec>(
    String name,
    Map<String, String> labels,
    S spec,
    Position position,
    Digest content,
    Optional<CommitId> earlier) {
  public Declared {
    labels = Map.copyOf(labels);
  }
}
