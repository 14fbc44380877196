package dev.trainyard.git;

/// The remote, and how it is asked.
///
/// @param credentials of the kind that goes with the address
public record RemoteSettings(RemoteUrl url, Credentials credentials, RemoteLimits limits) {
  public RemoteSettings {
    boolean fits =
        switch (credentials) {
          case Credentials.None _ -> url.protocol() != RemoteUrl.Protocol.SSH;
          case Credentials.HttpToken _ -> url.protocol() == RemoteUrl.Protocol.HTTP;
          case Credentials.SshKey _ -> url.protocol() == RemoteUrl.Protocol.SSH;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          url + " needs other credentials: a token goes with https:, a key with ssh:");
    }
  }
}
