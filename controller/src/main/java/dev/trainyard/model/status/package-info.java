/// What became of it: phases, conditions, measured resources, coverage.
@NullMarked
package dev.trainyard.model.status;

import org.jspecify.annotations.NullMarked;
