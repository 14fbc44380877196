package dev.trainyard.git;

import java.nio.file.Path;

/// What a controller must know to keep its mirror of a config repository.
///
/// @param folder owned by this controller alone; holds the mirror and its lock
/// @param mainBranch short name of the branch that holds what is wanted
/// @param statusBranch short name of the branch that the controller writes
/// @param pulls which refs tell of pull requests
/// @param signatures whether commits of main have to be signed
public record RepositorySettings(
    RemoteSettings remote,
    Path folder,
    String mainBranch,
    String statusBranch,
    Author author,
    PullRefs pulls,
    SignatureSettings signatures) {

  /// Without pull requests.
  public RepositorySettings(
      RemoteSettings remote, Path folder, String mainBranch, String statusBranch, Author author) {
    this(remote, folder, mainBranch, statusBranch, author, PullRefs.NONE);
  }

  /// With unsigned history.
  public RepositorySettings(
      RemoteSettings remote,
      Path folder,
      String mainBranch,
      String statusBranch,
      Author author,
      PullRefs pulls) {
    this(remote, folder, mainBranch, statusBranch, author, pulls, SignatureSettings.OFF);
  }

  public RepositorySettings {
    if (mainBranch.equals(statusBranch)) {
      throw new IllegalArgumentException(
          "main and status are the same branch, " + mainBranch + "; name two");
    }
    BranchNames.check(mainBranch);
    BranchNames.check(statusBranch);
  }

  /// Who signs the status commits.
  public record Author(String name, String email) {
    public static final Author TRAINYARD = new Author("Trainyard", "trainyard@localhost");
  }
}
