package dev.trainyard.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// The version that the application's jar was built as.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String built = Version.class.getPackage().getImplementationVersion();
    return new String[] {"trainyard " + Objects.requireNonNullElse(built, "(not packaged)")};
  }
}
