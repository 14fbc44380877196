package dev.trainyard.remote.s3;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How object storage is reached.
///
/// @param endpoint null: Amazon's own of the region
/// @param region null: as the environment says, else `us-east-1`
/// @param credentials a file as the `aws` command has it; null: environment, `~/.aws`, or the
///   machine's own role
/// @param profile a section of that file; null: as the environment says, else `default`
/// @param style how buckets are named in requests
/// @param signing whether requests are signed
public record S3Settings(
    @Nullable URI endpoint,
    @Nullable String region,
    @Nullable Path credentials,
    @Nullable String profile,
    Style style,
    Signing signing) {

  /// Amazon's, with whatever credentials are there.
  public static final S3Settings USUAL =
      new S3Settings(null, null, null, null, Style.HOST, Signing.SIGNED);

  /// How buckets are named.
  public enum Style {
    /// `https://bucket.endpoint/key`
    HOST,
    /// `https://endpoint/bucket/key`
    PATH
  }

  /// Whether requests are signed.
  public enum Signing {
    SIGNED,
    /// For public buckets.
    ANONYMOUS
  }
}
