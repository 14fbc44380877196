package dev.trainyard.git;

import static org.eclipse.jgit.lib.Constants.R_HEADS;
import static org.eclipse.jgit.lib.Constants.R_REMOTES;

import org.eclipse.jgit.lib.Repository;

/// The refs that a mirror has, here and on the remote.
///
/// @param main what is wanted, as the remote calls it
/// @param status what became of it, as the remote calls it
record BranchNames(String main, String status) {
  /// Our copies of the two, as last seen on the remote.
  static final String SEEN_MAIN = R_REMOTES + "origin/main";

  static final String SEEN_STATUS = R_REMOTES + "origin/status";

  /// The last status commit ever seen: it stays when the branch is deleted on the remote.
  static final String KEPT_STATUS = "refs/trainyard/status";

  /// The commit of main that is acted on, kept even when main is rewritten.
  static final String ACCEPTED_MAIN = "refs/trainyard/accepted";

  /// The newest commit of main whose whole history was found signed, or vouched for by an operator.
  static final String VERIFIED_MAIN = "refs/trainyard/verified";

  static BranchNames of(RepositorySettings settings) {
    return new BranchNames(R_HEADS + settings.mainBranch(), R_HEADS + settings.statusBranch());
  }

  static void check(String branch) {
    if (!Repository.isValidRefName(R_HEADS + branch) || branch.startsWith("-")) {
      throw new IllegalArgumentException("not the name of a branch: " + branch);
    }
  }
}
