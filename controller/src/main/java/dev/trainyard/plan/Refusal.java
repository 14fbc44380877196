package dev.trainyard.plan;

/// Why something cannot be done until a person acts.
///
/// @param reason one CamelCase word
/// @param message what is wrong and how to mend it
record Refusal(String reason, String message) {}
