package dev.trainyard.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// A repository elsewhere as its listing shows it: nothing is fetched, nothing is pushed.
///
/// @param branches those of the asked ones that are there
/// @param noPush why pushes are not let in, if they are not; rules for single branches are only
///   seen by pushing
public record RemoteLook(Set<String> branches, Optional<RemoteException> noPush) {
  public RemoteLook {
    branches = Set.copyOf(branches);
  }

  /// Looks at it with the controller's own credentials and limits.
  ///
  /// @throws RemoteException if it cannot be listed
  public static RemoteLook at(RemoteSettings settings, List<String> branches)
      throws IOException, RemoteException {
    JGitSetup.ensure();
    Path folder = Files.createTempDirectory("trainyard-look-");
    try (Repository none =
            new FileRepositoryBuilder()
                .setGitDir(folder.resolve("none.git").toFile())
                .setBare()
                .build();
        Remote remote = new Remote(settings, folder)) {
      none.create(true);
      Set<String> found = new HashSet<>();
      List<String> refs = branches.stream().map(Constants.R_HEADS::concat).toList();
      remote
          .list(none, refs)
          .keySet()
          .forEach(ref -> found.add(ref.substring(Constants.R_HEADS.length())));
      return new RemoteLook(found, refusal(remote, none));
    } finally {
      Folders.delete(folder);
    }
  }

  private static Optional<RemoteException> refusal(Remote remote, Repository none) {
    try {
      remote.knock(none);
      return Optional.empty();
    } catch (RemoteException e) {
      return Optional.of(e);
    }
  }
}
