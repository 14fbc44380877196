package dev.trainyard.config;

/// What a YAML file may cost before anything is made of it.
///
/// @param bytes size of the file
/// @param depth maps and lists within each other
/// @param nodes values and keys
record YamlLimits(int bytes, int depth, int nodes) {
  /// For files that users write.
  static final YamlLimits YARD = new YamlLimits(256 << 10, 20, 100_000);

  /// For files that Trainyard wrote itself.
  static final YamlLimits STATUS = new YamlLimits(16 << 20, 40, 2_000_000);
}
