package dev.trainyard.git;

/// A tag of a package that is not known to be of one who may sign, nor is its commit.
///
/// @param name of the package
/// @param why such as `it is not signed`
public record UnverifiedTag(String name, String tag, String why) {}
