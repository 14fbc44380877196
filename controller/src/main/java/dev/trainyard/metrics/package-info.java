/// Figures of a running controller, as Prometheus reads them.
@NullMarked
package dev.trainyard.metrics;

import org.jspecify.annotations.NullMarked;
