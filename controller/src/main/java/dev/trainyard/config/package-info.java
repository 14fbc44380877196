/// Text of a yard to model values and back: YAML, schemas, checks across files, and status files.
///
/// [dev.trainyard.config.SnapshotReader] is the way in for a whole yard,
/// [dev.trainyard.config.StatusYaml] for the files of the status branch.
@NullMarked
package dev.trainyard.config;

import org.jspecify.annotations.NullMarked;
