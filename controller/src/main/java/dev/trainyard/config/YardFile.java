package dev.trainyard.config;

import dev.trainyard.model.Problem;
import java.util.List;

/// What one YAML file of a repository turned out to be.
sealed interface YardFile {
  /// An object of the yard.
  record Valid(YardObject object) implements YardFile {}

  /// It should be an object of the yard, and is none.
  record Invalid(List<Problem> problems) implements YardFile {}

  /// Something else, which is none of our business.
  record Foreign() implements YardFile {}
}
