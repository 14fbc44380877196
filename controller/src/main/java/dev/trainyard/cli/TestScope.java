package dev.trainyard.cli;

import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;

/// A dataset with another number of files in its test scope.
final class TestScope {
  private TestScope() {}

  static Declared<DatasetSpec> of(Declared<DatasetSpec> dataset, int files) {
    DatasetSpec s = dataset.spec();
    DatasetSpec scoped =
        new DatasetSpec(
            s.description(),
            s.type(),
            s.state(),
            s.meta(),
            s.runs(),
            s.files(),
            s.derivedFrom(),
            s.made(),
            s.split(),
            new DatasetSpec.Scopes(files, s.scopes().shortFiles()),
            s.subsets(),
            s.mergeLists());
    return new Declared<>(
        dataset.name(),
        dataset.labels(),
        scoped,
        dataset.position(),
        dataset.content(),
        dataset.earlier());
  }
}
