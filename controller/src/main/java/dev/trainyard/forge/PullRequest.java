package dev.trainyard.forge;

import dev.trainyard.model.CommitId;
import java.time.Instant;

/// An open pull request (on GitLab: merge request) against the main branch.
///
/// @param number as people and refs name it, such as `12`; digits only
/// @param title untrusted
/// @param author the forge's name of who opened it
/// @param head what its branch is at, as far as the forge knows
/// @param draft whether its author says that it is not ready
/// @param updated when something about it last changed, comments included
public record PullRequest(
    String number, String title, String author, CommitId head, boolean draft, Instant updated) {}
