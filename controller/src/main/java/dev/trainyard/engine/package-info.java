/// Runs arrays of identical tasks. Engines know nothing of wagons.
@NullMarked
package dev.trainyard.engine;

import org.jspecify.annotations.NullMarked;
