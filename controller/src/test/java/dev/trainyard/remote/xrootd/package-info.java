/// A real XRootD server in tests.
@NullMarked
package dev.trainyard.remote.xrootd;

import org.jspecify.annotations.NullMarked;
