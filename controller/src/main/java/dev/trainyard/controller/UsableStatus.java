package dev.trainyard.controller;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.RunSet;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.TrainStatus.Uncoupled;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.store.StoreLayout;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Whether a status that was read can be worked with: all names and numbers in it may be such. The
/// branch may have been edited by hand.
final class UsableStatus {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final Path TOP = Path.of("/");

  /// Far more than a test is ever submitted.
  private static final int MOST_ATTEMPTS = 10_000;

  /// Far more than anything is ever run again.
  private static final int MOST_RERUNS = 1_000_000_000;

  private UsableStatus() {}

  static boolean train(TrainStatus train) {
    var composition = train.composition();
    return isName(train.name())
        && train.rerun() >= 0
        && train.incarnation() >= 0
        && (composition == null
            || (StoreLayout.isOrder(composition.order())
                && composition.artefacts().stream().allMatch(UsableStatus::isArtefact)))
        && train.outputs().stream().map(MergedOutput::path).allMatch(UsableStatus::isInStore)
        && train.uncoupled().stream().map(Uncoupled::wagon).allMatch(UsableStatus::isInstance);
  }

  static boolean wagon(WagonStatus wagon) {
    return isRef(wagon.wagon())
        && wagon.tests().stream().allMatch(test -> isTest(test, wagon.wagon()));
  }

  static boolean dataset(DatasetStatus dataset) {
    return isName(dataset.name());
  }

  static boolean listener(ListenerStatus listener) {
    try {
      Stream.concat(
              Stream.of(
                  listener.matched(),
                  listener.waiting(),
                  listener.bad(),
                  listener.unknown(),
                  listener.gone()),
              listener.batches().stream().map(ListenerStatus.Batch::runs))
          .forEach(RunSet::numbers);
      return isName(listener.name())
          && listener.batches().stream().noneMatch(batch -> batch.runs().isEmpty());
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  static boolean pipeline(PipelineStatus pipeline) {
    return isName(pipeline.name())
        && pipeline.stages().stream().allMatch(it -> isCounter(it.asked()) && isCounter(it.rerun()))
        && pipeline.stages().stream()
            .flatMap(stage -> stage.trains().stream())
            .allMatch(it -> isName(it.train()) && isCounter(it.rerun()));
  }

  static boolean pull(PullStatus pull) {
    return !pull.name().isEmpty()
        && pull.tests().stream()
            .allMatch(test -> isRef(test.wagon()) && isTest(test, test.wagon()));
  }

  private static boolean isCounter(int count) {
    return count >= 0 && count <= MOST_RERUNS;
  }

  private static boolean isTest(WagonTestStatus test, WagonRef wagon) {
    return test.wagon().equals(wagon)
        && StoreLayout.isOrder(test.order())
        && test.generation() >= 0
        && test.attempts() >= 0
        && test.attempts() <= MOST_ATTEMPTS;
  }

  private static boolean isArtefact(Artefact artefact) {
    return isName(artefact.name()) && isInStore(artefact.path());
  }

  /// Whether a path from the store's top stays in there.
  private static boolean isInStore(String path) {
    try {
      return !StoreLayout.inside(TOP, path).equals(TOP);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isInstance(String text) {
    try {
      InstanceName name = InstanceName.parse(text);
      return isRef(name.wagon()) && name.variation().stream().allMatch(UsableStatus::isName);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isRef(WagonRef wagon) {
    return isName(wagon.analysis()) && isName(wagon.wagon());
  }

  private static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
