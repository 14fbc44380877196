package dev.trainyard.git;

import java.io.IOException;
import java.nio.file.Path;

/// What the controller shows to the remote. Read anew for each connection, so that a renewed token
/// or key counts at once; never printed.
public sealed interface Credentials {

  /// Nothing: a public repository, or a folder.
  record None() implements Credentials {}

  /// A token for `https:`, sent as the password of `user` to the remote's own host only.
  ///
  /// @param user often of no meaning; forges document theirs (`x-access-token`, `oauth2`, ...)
  record HttpToken(String user, TokenSource token) implements Credentials {
    @Override
    public String toString() {
      return "HttpToken[user=" + user + "]";
    }
  }

  /// A key for `ssh:`. Only this key is offered, and only hosts in `knownHosts` are spoken to.
  ///
  /// @param identity the private key file, without a passphrase
  /// @param knownHosts a file in the format of OpenSSH
  record SshKey(Path identity, Path knownHosts) implements Credentials {}

  /// Where the token is read from, such as a file that is renewed from outside.
  @FunctionalInterface
  interface TokenSource {
    String read() throws IOException;
  }
}
