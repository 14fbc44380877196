package dev.trainyard.forge;

import dev.trainyard.model.CommitId;
import java.time.Instant;
import java.util.Optional;

/// What a person wrote about a pull request, also as a review, and left as it was.
///
/// @param id the forge's own, unique within the repository and never used again
/// @param author the forge's name of who wrote it
/// @param created by the forge's clock
/// @param text Markdown, untrusted; what it asks for: [Commands]
/// @param head what was the head when it was written, if the forge tells
public record Comment(
    String id, String author, Instant created, String text, Optional<CommitId> head) {}
