/// Model values to JSON documents and back.
@NullMarked
package dev.trainyard.json;

import org.jspecify.annotations.NullMarked;
