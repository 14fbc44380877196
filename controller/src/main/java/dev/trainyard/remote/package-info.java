/// Files that lie elsewhere, on object storage or an XRootD server: what stores and inputs need of
/// them.
@NullMarked
package dev.trainyard.remote;

import org.jspecify.annotations.NullMarked;
