/// The store: a folder that every job can reach, where orders are pinned and results committed.
@NullMarked
package dev.trainyard.store;

import org.jspecify.annotations.NullMarked;
