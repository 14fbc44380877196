/// Specifications of the planner, with a small yard and a world in memory to play it in.
@NullMarked
package dev.trainyard.plan;

import org.jspecify.annotations.NullMarked;
