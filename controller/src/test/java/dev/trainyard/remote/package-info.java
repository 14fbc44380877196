/// Servers that hold files, for tests.
@NullMarked
package dev.trainyard.remote;

import org.jspecify.annotations.NullMarked;
