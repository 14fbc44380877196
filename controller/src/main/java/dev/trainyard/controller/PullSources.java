package dev.trainyard.controller;

import dev.trainyard.forge.Forge;
import dev.trainyard.git.PullObjects;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where pull requests come from.
///
/// @param forge where they are talked about; null if there is none
/// @param age how old a head may be that no forge calls open
/// @param tests how many tests of all of them are with an engine at once
public record PullSources(PullObjects objects, @Nullable Forge forge, Duration age, int tests) {}
