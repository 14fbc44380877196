package dev.trainyard.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.json.Json;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.YardSpec;

/// A spec as it counts, with everything that its file leaves out filled in, in the words of files.
public final class SpecYaml {
  private final Json json;

  public SpecYaml(Json json) {
    this.json = json;
  }

  /// The text of its `spec`.
  public String text(Spec spec) {
    return YamlWriter.write(fields(spec));
  }

  /// The same as a tree, for programs.
  public Object tree(Spec spec) {
    return fields(spec);
  }

  /// The same, to be changed.
  ObjectNode fields(Spec spec) {
    JsonNode tree = json.tree(spec);
    if (!(tree instanceof ObjectNode fields)) {
      throw new IllegalStateException("a spec that is no object: " + spec.getClass());
    }
    SpecShape.toFile(kind(spec), fields);
    return fields;
  }

  static Kind kind(Spec spec) {
    return switch (spec) {
      case YardSpec _ -> Kind.YARD;
      case PackageSpec _ -> Kind.PACKAGE;
      case RunListSpec _ -> Kind.RUN_LIST;
      case RunListenerSpec _ -> Kind.RUN_LISTENER;
      case DatasetSpec _ -> Kind.DATASET;
      case AnalysisSpec _ -> Kind.ANALYSIS;
      case WagonSpec _ -> Kind.WAGON;
      case TrainSpec _ -> Kind.TRAIN;
      case PipelineSpec _ -> Kind.PIPELINE;
    };
  }
}
