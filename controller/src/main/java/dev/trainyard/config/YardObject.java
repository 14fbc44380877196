package dev.trainyard.config;

import dev.trainyard.model.Digest;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.Spec;
import java.util.Map;
import java.util.function.Supplier;

/// One valid object as read from its file.
///
/// @param content digest of the spec
/// @param root the document, read when a problem has to be placed
record YardObject(
    Kind kind,
    String path,
    String name,
    Map<String, String> labels,
    Spec spec,
    Digest content,
    Supplier<YamlNode> root) {

  /// The same object, with its document read in another way.
  YardObject with(Supplier<YamlNode> other) {
    return new YardObject(kind, path, name, labels, spec, content, other);
  }
}
