/// The words of Trainyard as immutable values: no I/O, no third-party types.
@NullMarked
package dev.trainyard.model;

import org.jspecify.annotations.NullMarked;
