/// The log: one line an event on standard error, for people or for programs.
@NullMarked
package dev.trainyard.logs;

import org.jspecify.annotations.NullMarked;
