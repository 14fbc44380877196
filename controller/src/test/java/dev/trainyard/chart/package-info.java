/// The Helm chart, rendered by Helm itself.
@NullMarked
package dev.trainyard.chart;

import org.jspecify.annotations.NullMarked;
