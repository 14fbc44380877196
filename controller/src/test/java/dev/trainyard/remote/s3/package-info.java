/// Object storage in tests.
@NullMarked
package dev.trainyard.remote.s3;

import org.jspecify.annotations.NullMarked;
