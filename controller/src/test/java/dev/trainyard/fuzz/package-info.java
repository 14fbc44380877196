/// Runs what must cope with any input on many inputs.
@NullMarked
package dev.trainyard.fuzz;

import org.jspecify.annotations.NullMarked;
