package dev.trainyard.config;

import dev.trainyard.model.spec.RunCondition;
import dev.trainyard.model.spec.RunCondition.Contains;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.RunListenerSpec.Again;
import dev.trainyard.model.spec.RunListenerSpec.BadRun;
import dev.trainyard.model.spec.RunListenerSpec.Batch;
import dev.trainyard.model.spec.RunListenerSpec.Starts;
import dev.trainyard.model.spec.RunListenerSpec.Validation;
import java.util.Map;

/// The record of a run listener, component by component, as [SpecReader] does it.
final class ListenerReader {
  private ListenerReader() {}

  static RunListenerSpec read(Fields spec) {
    return new RunListenerSpec(
        spec.text("description"),
        spec.text("source"),
        spec.whole("firstRun"),
        spec.wholeOrNull("lastRun"),
        conditions(spec.in("match")),
        spec.each("anyOf", ListenerReader::conditions),
        spec.inOrNull("validation", ListenerReader::validation),
        spec.wholes("validated"),
        spec.each("bad", it -> new BadRun(it.whole("run"), it.text("reason"))),
        spec.wholes("held"),
        spec.texts("sharesWith"),
        spec.inOrNull("starts", ListenerReader::starts),
        spec.bool("suspend"),
        spec.integer("rerun"),
        spec.each("again", it -> new Again(it.whole("run"), it.integer("times"))));
  }

  private static Map<String, RunCondition> conditions(Fields fields) {
    return fields.byName(ListenerReader::condition);
  }

  private static RunCondition condition(Fields it) {
    return new RunCondition(
        it.has("equal") ? it.value("equal") : null,
        it.has("in") ? it.list("in") : null,
        it.has("notIn") ? it.list("notIn") : null,
        it.inOrNull("contains", c -> new Contains(c.text("text"), c.bool("caseSensitive"))),
        it.has("allBits") ? it.texts("allBits") : null,
        it.numberOrNull("atLeast"),
        it.numberOrNull("atMost"),
        it.numberOrNull("below"),
        it.boolOrNull("is"),
        it.boolOrNull("known"),
        it.boolOrNull("orUnknown"));
  }

  private static Validation validation(Fields validation) {
    return new Validation(
        validation.boolOrNull("every"), validation.inOrNull("unless", ListenerReader::conditions));
  }

  private static Starts starts(Fields starts) {
    return new Starts(
        starts.inOrNull("batch", it -> new Batch(it.integer("runs"), it.duration("after"))),
        starts.integer("most"),
        SpecReader.train(starts.in("train")));
  }
}
