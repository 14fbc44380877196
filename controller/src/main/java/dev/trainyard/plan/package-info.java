/// Desired x observed x now -> plan: what happens next and why, decided without I/O.
@NullMarked
package dev.trainyard.plan;

import org.jspecify.annotations.NullMarked;
