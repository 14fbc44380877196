/// Which of several controllers leads: whoever holds a Lease of Kubernetes.
@NullMarked
package dev.trainyard.lease;

import org.jspecify.annotations.NullMarked;
