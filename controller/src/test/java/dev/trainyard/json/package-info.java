/// Specifications of model values as JSON.
@NullMarked
package dev.trainyard.json;

import org.jspecify.annotations.NullMarked;
