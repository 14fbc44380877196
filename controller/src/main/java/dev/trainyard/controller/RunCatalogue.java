package dev.trainyard.controller;

import dev.trainyard.runs.RunSource;
import java.time.Duration;

/// A run source as the operator set it up.
///
/// @param every how often it is read
/// @param limit how long that may take
public record RunCatalogue(RunSource source, Duration every, Duration limit) {}
