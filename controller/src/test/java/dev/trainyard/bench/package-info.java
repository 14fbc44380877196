/// What Trainyard costs beside what others cost for the same, measured in one run: see [Benches].
@NullMarked
package dev.trainyard.bench;

import org.jspecify.annotations.NullMarked;
