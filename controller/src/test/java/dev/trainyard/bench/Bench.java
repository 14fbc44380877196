package dev.trainyard.bench;

import java.util.List;

/// A question of cost, with everything that is needed to answer it.
interface Bench {
  /// What `-Dbench=` chooses it by.
  String name();

  /// The comparisons that answer it, with all that they need prepared; one after the other.
  ///
  /// @param lab where to work; its folder is removed when the bench is over
  List<Contest> contests(Lab lab) throws Exception;

  /// Ends what the bench has started.
  default void close() throws Exception {}
}
