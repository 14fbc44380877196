/// Git without a work tree: the tips of the config repository, what its commits hold, and the
/// status branch. The only package that knows JGit.
///
/// [ConfigRepository] is the controller's own mirror of a remote, [LocalRepository] a clone that a
/// user works in; [Commits] reads the commits of either, [StatusBranch] writes.
@NullMarked
package dev.trainyard.git;

import org.jspecify.annotations.NullMarked;
