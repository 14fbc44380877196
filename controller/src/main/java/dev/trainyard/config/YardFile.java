package dev.trainyard.config;

import dev.trainyard.model.Problem;
import java.util.List;
import java.util.Optional;

/// What one YAML file of a repository turned out to be.
sealed interface YardFile {
  /// An object of the yard.
  record Valid(YardObject object) implements YardFile {}

  /// It should be an object of the yard, and is none.
  ///
  /// @param claim what it would be, as far as that can be told
  record Invalid(List<Problem> problems, Optional<Claim> claim) implements YardFile {}

  /// Something else, which is none of our business.
  record Foreign() implements YardFile {}
}
