package dev.trainyard.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// The version that the application's jar was built as.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"trainyard " + number()};
  }

  /// The number alone.
  static String number() {
    String built = Version.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(built, "(not packaged)");
  }
}
