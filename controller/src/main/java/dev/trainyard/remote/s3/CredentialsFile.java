package dev.trainyard.remote.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;

/// Credentials in a file as the `aws` command has it, read anew when it has changed.
final class CredentialsFile implements AwsCredentialsProvider {
  private final Path path;
  private final @Nullable String profile;
  private @Nullable Read read;

  /// @param profile null: as the environment says, else `default`
  CredentialsFile(Path path, @Nullable String profile) {
    this.path = path;
    this.profile = profile;
  }

  private record Read(FileTime modified, long size, AwsCredentialsProvider content) {}

  /// The file is not there, or may not be read.
  static final class UnreadableException extends RuntimeException {
    private UnreadableException(String message) {
      super(message);
    }
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return content().resolveCredentials();
    } catch (IOException e) {
      String why = e.getClass().getSimpleName();
      UnreadableException unreadable =
          new UnreadableException(
              "the file of credentials %s cannot be read (%s); put it there, or mend s3.credentials in the settings"
                  .formatted(path, why));
      throw SdkClientException.create(unreadable.getMessage(), unreadable);
    }
  }

  private synchronized AwsCredentialsProvider content() throws IOException {
    FileTime modified = Files.getLastModifiedTime(path);
    long size = Files.size(path);
    if (read == null || read.size != size || !read.modified.equals(modified)) {
      String text = Files.readString(path);
      ProfileFile file =
          ProfileFile.builder().content(text).type(ProfileFile.Type.CREDENTIALS).build();
      ProfileCredentialsProvider.Builder provider =
          ProfileCredentialsProvider.builder().profileFile(file);
      Optional.ofNullable(profile).ifPresent(provider::profileName);
      read = new Read(modified, size, provider.build());
    }
    return read.content;
  }
}
