/// Object storage that speaks the S3 API.
@NullMarked
package dev.trainyard.remote.s3;

import org.jspecify.annotations.NullMarked;
