/// The command line: where settings are read and objects are wired.
@NullMarked
package dev.trainyard.cli;

import org.jspecify.annotations.NullMarked;
