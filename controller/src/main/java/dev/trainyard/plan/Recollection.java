package dev.trainyard.plan;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.SpecFields;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a planner worked out before and need not work out again. Plans do not depend on it: every
/// value is computed from what it is asked with.
final class Recollection {
  private final Json json = new Json();
  private final Remembered<Digest, Digest> trainSpecs = new Remembered<>();
  private final Remembered<List<Digest>, Freshness.Sample> samples = new Remembered<>();
  private final Roster roster = new Roster();
  private final WagonTests wagonTests = new WagonTests();
  private final PullTests pullTests = new PullTests();
  private final Function<Spec, SpecFields> fields;
  private @Nullable TestDesk desk;

  /// @param fields tells which fields of a spec are as by default
  Recollection(Function<Spec, SpecFields> fields) {
    this.fields = fields;
  }

  Function<Spec, SpecFields> fields() {
    return fields;
  }

  Json json() {
    return json;
  }

  /// Digest of a train's content -> digest of what may not change once it is composed.
  Remembered<Digest, Digest> trainSpecs() {
    return trainSpecs;
  }

  /// Digests of a train, its dataset and the listing of that -> what it would run over.
  Remembered<List<Digest>, Freshness.Sample> samples() {
    return samples;
  }

  /// All trains, as the facts of [#recall] show them.
  Roster roster() {
    return roster;
  }

  /// The tests that enabled wagons want, by the facts of [#recall].
  WagonTests wagonTests() {
    return wagonTests;
  }

  /// The tests that pull requests want.
  PullTests pullTests() {
    return pullTests;
  }

  /// Takes over what is not as it was.
  ///
  /// @return the desk for what these facts say of yard and datasets
  TestDesk recall(Facts facts) {
    TestDesk now = desk(facts);
    roster.update(facts);
    wagonTests.update(facts, now);
    desk = now; // not before all know: a desk says what is different from the one before
    return now;
  }

  private TestDesk desk(Facts facts) {
    var yard = facts.snapshot();
    Supplies supplies = facts.supplies();
    TestDesk known = desk;
    if (known == null) {
      return TestDesk.first(yard, supplies, json, wagonTests.places());
    }
    return known.serves(yard, supplies) ? known : known.next(yard, supplies);
  }

  /// A planning is over.
  void turn() {
    trainSpecs.turn();
    samples.turn();
  }
}
