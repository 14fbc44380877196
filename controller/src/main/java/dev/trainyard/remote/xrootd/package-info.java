/// XRootD servers, spoken to by the programs of its client.
@NullMarked
package dev.trainyard.remote.xrootd;

import org.jspecify.annotations.NullMarked;
