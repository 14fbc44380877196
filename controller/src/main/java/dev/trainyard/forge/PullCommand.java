package dev.trainyard.forge;

import dev.trainyard.model.CommitId;

/// What a comment asks of us. Whether its author may is decided elsewhere.
public sealed interface PullCommand {

  /// `/test`: test what is new in the pull request.
  record Test() implements PullCommand {}

  /// `/retest`: test again what failed.
  record Retest() implements PullCommand {}

  /// `/ok-to-test ID`: I have read this very commit, and it may be run.
  record OkToTest(CommitId commit) implements PullCommand {}

  /// `/ok-to-test cancel`: what was said about its head does not count any more.
  record Withdraw() implements PullCommand {}

  /// `/hold`: run nothing of it for the time being.
  record Hold() implements PullCommand {}

  /// `/hold cancel`: the hold is over.
  record Release() implements PullCommand {}

  /// Meant as one of the others, but not one.
  ///
  /// @param why what to write instead; holds nothing of the comment
  record Misspelt(String why) implements PullCommand {}
}
