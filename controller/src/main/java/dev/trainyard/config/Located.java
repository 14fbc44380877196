package dev.trainyard.config;

import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Spec;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/// A declared object and where each of its values stands.
///
/// @param current whether it is the version at this commit, and not an earlier one that stands in
///   for an invalid file
record Located<S extends Spec>(Declared<S> declared, Supplier<YamlNode> root, boolean current) {

  S spec() {
    return declared.spec();
  }

  String name() {
    return declared.name();
  }

  String path() {
    return declared.position().path();
  }

  /// A problem with the value at this path, such as `"spec", "dependsOn", 0`.
  Problem broken(Rule rule, List<?> at, String message, String remedy) {
    return rule.broken(root.get().valueAt(at).in(path()), message, remedy);
  }

  /// A problem with the key at this path.
  Problem brokenKey(Rule rule, List<?> at, String message, String remedy) {
    return rule.broken(root.get().keyAt(at).in(path()), message, remedy);
  }

  /// A name at this path that nothing has.
  ///
  /// @param what the word for what is missing, such as `dataset`
  /// @param known the names that there are
  /// @param remedy what to do if none of them was meant
  Problem unknown(List<?> at, String what, String name, Collection<String> known, String remedy) {
    return broken(
        Rule.UNKNOWN_REFERENCE,
        at,
        "there is no " + what + " " + Wording.shown(name),
        Wording.remedyFor(name, known, remedy));
  }

  /// Where the object's name stands.
  Position namePosition() {
    return root.get().valueAt(List.of("metadata", "name")).in(path());
  }
}
