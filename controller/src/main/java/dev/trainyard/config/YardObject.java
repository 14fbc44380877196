package dev.trainyard.config;

import dev.trainyard.model.Digest;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.Spec;
import java.util.Map;

/// One valid object as read from its file, with the positions of all its values.
///
/// @param content digest of the spec
record YardObject(
    Kind kind,
    String path,
    String name,
    Map<String, String> labels,
    Spec spec,
    Digest content,
    YamlNode root) {}
