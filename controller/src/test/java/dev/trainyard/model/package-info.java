/// Specifications of the words that everybody uses.
@NullMarked
package dev.trainyard.model;

import org.jspecify.annotations.NullMarked;
