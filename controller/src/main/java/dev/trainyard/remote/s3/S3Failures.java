package dev.trainyard.remote.s3;

import dev.trainyard.remote.UnusableRemoteException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/// What is to be said when object storage refuses something, or does not answer.
///
/// @param where the storage, for people
record S3Failures(String where) {
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int PRECONDITION_FAILED = 412;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int FORBIDDEN = 403;
  private static final int UNAUTHORIZED = 401;

  private static final Set<String> OTHER_REGION =
      Set.of(
          "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException");

  /// The same for who uses it.
  IOException of(String address, SdkException e) {
    return switch (e) {
      case AwsServiceException service -> refused(address, service);
      case SdkClientException client
          when client.getCause() instanceof CredentialsFile.UnreadableException file ->
          new UnusableRemoteException(String.valueOf(file.getMessage()), e);
      case SdkClientException client when lacksCredentials(client) ->
          new UnusableRemoteException(
              "no credentials for %s are found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or s3.credentials in the settings"
                  .formatted(where),
              e);
      default -> new IOException("%s could not be reached: %s".formatted(address, why(e)), e);
    };
  }

  private IOException refused(String address, AwsServiceException e) {
    String code = code(e);
    if (code.equals("NoSuchBucket")) {
      return new UnusableRemoteException(
          "there is no bucket for %s at %s; make it, or mend its name".formatted(address, where),
          e);
    } else if (code.equals("RequestTimeTooSkewed")) {
      return new UnusableRemoteException(
          "%s refuses requests because the clock of this machine is wrong by minutes; set it (NTP)"
              .formatted(where),
          e);
    } else if (OTHER_REGION.contains(code) || e.statusCode() / 100 == 3) {
      return new UnusableRemoteException(
          "%s is in another region (%s); set s3.region in the settings".formatted(address, code),
          e);
    } else if (e.statusCode() == NOT_FOUND) {
      return new NoSuchFileException(address);
    } else if (e.statusCode() == FORBIDDEN || e.statusCode() == UNAUTHORIZED) {
      return new UnusableRemoteException(
          "%s does not let these credentials at %s (%s); mend the credentials, or the bucket's policy"
              .formatted(where, address, code.isEmpty() ? "status " + e.statusCode() : code),
          e);
    } else if (e.statusCode() == NOT_IMPLEMENTED) {
      return new UnusableRemoteException(
          "%s cannot do what is needed for %s".formatted(where, address), e);
    }
    return new IOException(
        "%s answers %d %s for %s".formatted(where, e.statusCode(), code, address).strip(), e);
  }

  static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
        ? ""
        : e.awsErrorDetails().errorCode();
  }

  private static boolean lacksCredentials(SdkClientException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("unable to load credentials")
        || message.contains("profile file contained no credentials")
        || (message.contains("unable to load") && message.contains("credential"));
  }

  private static String why(Throwable e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last.getClass().getSimpleName() + ": " + last.getMessage();
  }
}
