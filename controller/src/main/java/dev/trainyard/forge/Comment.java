package dev.trainyard.forge;

import java.time.Instant;

/// What a person wrote about a pull request, and left as it was.
///
/// @param id the forge's own, unique within the repository and never used again
/// @param author the forge's name of who wrote it
/// @param created by the forge's clock
/// @param text Markdown, untrusted; what it asks for: [Commands]
public record Comment(String id, String author, Instant created, String text) {}
