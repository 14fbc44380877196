/// Tasks as Indexed Jobs of Kubernetes.
@NullMarked
package dev.trainyard.engine.kubernetes;

import org.jspecify.annotations.NullMarked;
