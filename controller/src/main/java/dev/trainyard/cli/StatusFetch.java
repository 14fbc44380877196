package dev.trainyard.cli;

import dev.trainyard.git.CloneRemote;
import dev.trainyard.git.Credentials;
import dev.trainyard.git.RemoteException;
import dev.trainyard.git.RemoteLimits;
import dev.trainyard.git.RemoteSettings;
import dev.trainyard.git.RemoteUrl;
import dev.trainyard.git.RemoteUrl.PlainHttp;
import java.io.IOException;
import java.util.Optional;

/// Brings the status branch into a clone, with the credentials that the settings name, or none.
final class StatusFetch {
  private final OpenYard yard;

  StatusFetch(OpenYard yard) {
    this.yard = yard;
  }

  /// Fetches the branch; says why it could not, and what to do, if it could not.
  Optional<String> failure() throws IOException {
    Optional<CloneRemote> remote = yard.repository().remote();
    if (remote.isEmpty()) {
      return Optional.empty(); // the controller writes into this very repository
    }
    try {
      yard.repository().fetch(remote.get(), settings(remote.get()), yard.statusBranch());
      return Optional.empty();
    } catch (RemoteException | InvalidSettingsException | IllegalArgumentException e) {
      return Optional.of(
          "%s cannot be fetched here (%s); run `git fetch` meanwhile, or name settings with credentials"
              .formatted(remote.get().name(), e.getMessage()));
    }
  }

  /// The clone's own remote; the settings may be of another yard, and lend their credentials only
  /// to the host that they are for.
  private RemoteSettings settings(CloneRemote remote) throws InvalidSettingsException {
    Optional<SettingsFile> settings = yard.settings();
    PlainHttp plain =
        settings.isPresent() && settings.get().settings().spec().repository().plainHttp()
            ? PlainHttp.ALLOWED
            : PlainHttp.LOOPBACK_ONLY;
    RemoteUrl url = RemoteUrl.parse(remote.url(), plain);
    if (settings.isPresent()) {
      RemoteSettings named = settings.get().repository().remote();
      if (named.url().isSpokenToLike(url)) {
        return new RemoteSettings(url, named.credentials(), named.limits());
      }
    }
    return new RemoteSettings(url, new Credentials.None(), RemoteLimits.defaults());
  }
}
