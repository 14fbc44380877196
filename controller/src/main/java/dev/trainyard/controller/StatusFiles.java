package dev.trainyard.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.StatusYaml;
import dev.trainyard.git.StatusChange;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.YardStatus;
import dev.trainyard.report.Page;
import dev.trainyard.report.StatusPages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The files of the status branch that differ between two memories. The cost follows the change:
/// only what changed, and the pages that speak of it, are rendered.
final class StatusFiles {
  private static final Pattern OURS =
      Pattern.compile(
          "(trains|wagons|datasets|analyses|pulls|listeners|pipelines)(/[A-Za-z0-9%_-][A-Za-z0-9._%-]*)+");

  private final StatusYaml yaml;
  private final Memory memory;
  private final Snapshot snapshot;
  private final Instant now;
  private final List<StatusChange> changes = new ArrayList<>();

  StatusFiles(StatusYaml yaml, Memory memory, Snapshot snapshot, Instant now) {
    this.yaml = yaml;
    this.memory = memory;
    this.snapshot = snapshot;
    this.now = now;
  }

  /// What has to be written and removed.
  List<StatusChange> changesSince(Memory before) {
    return changesSince(before, snapshot);
  }

  /// @param yard the one that the files before were rendered for
  List<StatusChange> changesSince(Memory before, Snapshot yard) {
    changes.clear();
    Optional<ControllerStatus> controller = memory.controllerStatus();
    if (controller.isEmpty()) {
      return List.of();
    }
    Set<String> trains = changed(before.trains(), memory.trains());
    Set<WagonRef> wagons = changed(before.wagons(), memory.wagons());
    Set<String> datasets = changed(before.datasets(), memory.datasets());
    StatusPages pages =
        new StatusPages(
            new YardStatus(
                snapshot,
                controller.get(),
                memory.trains(),
                memory.wagons(),
                memory.datasets(),
                memory.pulls(),
                memory.listeners(),
                memory.pipelines(),
                now));
    put(Tenure.FILE, new String(yaml.write(controller.get()), UTF_8));
    trains.forEach(name -> train(name, pages));
    wagons.forEach(ref -> wagon(ref, pages));
    datasets.forEach(name -> dataset(name, pages));
    changed(before.listeners(), memory.listeners()).forEach(name -> listener(name, pages));
    changed(before.pipelines(), memory.pipelines()).forEach(name -> pipeline(name, pages));
    changed(before.pulls(), memory.pulls()).forEach(name -> pull(name, pages));
    Set<WagonRef> carried = carried(trains, before);
    analyses(wagons, carried, yard).forEach(name -> put(pages.analysis(name)));
    carried.removeAll(wagons);
    carried.forEach(ref -> put(pages.wagon(ref)));
    datasetsOf(trains, datasets).forEach(name -> put(pages.dataset(name)));
    put(pages.dashboard());
    return List.copyOf(changes);
  }

  /// Everything, in place of what is there: what was deleted while nobody looked goes.
  ///
  /// @param there the paths of all files of the branch
  List<StatusChange> replacing(List<String> there) {
    if (memory.controllerStatus().isEmpty()) {
      return List.of();
    }
    List<StatusChange> all = new ArrayList<>(changesSince(Memory.EMPTY));
    Set<String> written = all.stream().map(StatusChange::path).collect(Collectors.toSet());
    there.stream()
        .filter(path -> OURS.matcher(path).matches() && !written.contains(path))
        .forEach(path -> all.add(new StatusChange.Remove(path)));
    return List.copyOf(all);
  }

  private static <K extends Comparable<K>> Set<K> changed(Map<K, ?> before, Map<K, ?> after) {
    Set<K> keys = new TreeSet<>();
    after.forEach(
        (key, value) -> {
          if (!value.equals(before.get(key))) {
            keys.add(key);
          }
        });
    before.keySet().stream().filter(key -> !after.containsKey(key)).forEach(keys::add);
    return keys;
  }

  private void train(String name, StatusPages pages) {
    TrainStatus train = memory.trains().get(name);
    String path = "trains/" + name;
    if (train == null) {
      remove(path);
    } else {
      put(path + ".yaml", new String(yaml.write(train), UTF_8));
      put(pages.train(name));
    }
  }

  private void wagon(WagonRef ref, StatusPages pages) {
    var wagon = memory.wagons().get(ref);
    String path = "wagons/" + ref.analysis() + "/" + ref.wagon();
    if (wagon == null) {
      remove(path);
    } else {
      put(path + ".yaml", new String(yaml.write(wagon), UTF_8));
      put(pages.wagon(ref));
    }
  }

  private void dataset(String name, StatusPages pages) {
    var dataset = memory.datasets().get(name);
    String path = "datasets/" + name;
    if (dataset == null) {
      remove(path);
    } else {
      put(path + ".yaml", new String(yaml.write(dataset), UTF_8));
      put(pages.dataset(name));
    }
  }

  private void listener(String name, StatusPages pages) {
    var listener = memory.listeners().get(name);
    String path = "listeners/" + name;
    if (listener == null) {
      remove(path);
    } else {
      put(path + ".yaml", new String(yaml.write(listener), UTF_8));
      put(pages.listener(name));
    }
  }

  private void pipeline(String name, StatusPages pages) {
    var pipeline = memory.pipelines().get(name);
    String path = "pipelines/" + name;
    if (pipeline == null) {
      remove(path);
    } else {
      put(path + ".yaml", new String(yaml.write(pipeline), UTF_8));
      put(pages.pipeline(name));
    }
  }

  private void pull(String name, StatusPages pages) {
    PullStatus pull = memory.pulls().get(name);
    String path = "pulls/" + PullStatus.fileName(name);
    if (pull == null) {
      remove(path);
    } else {
      put(path + ".yaml", new String(yaml.write(pull), UTF_8));
      put(pages.pull(name));
    }
  }

  /// Wagons that these trains carry, or carried before: their pages speak of the trains.
  private Set<WagonRef> carried(Set<String> trains, Memory before) {
    Set<WagonRef> wagons = new TreeSet<>();
    for (String name : trains) {
      for (Memory time : List.of(before, memory)) {
        TrainStatus train = time.trains().get(name);
        var composition = train == null ? null : train.composition();
        if (composition != null) {
          composition.wagons().forEach(instance -> wagons.add(instance.wagon()));
        }
      }
    }
    wagons.retainAll(memory.wagons().keySet());
    return wagons;
  }

  /// Analyses whose page speaks of one of these, and those that are not as they were.
  private Set<String> analyses(Set<WagonRef> changed, Set<WagonRef> carried, Snapshot before) {
    Set<String> names = new TreeSet<>();
    if (!before.analyses().equals(snapshot.analyses())) {
      memory.wagons().keySet().stream()
          .map(WagonRef::analysis)
          .filter(name -> !Objects.equals(declared(name, before), declared(name, snapshot)))
          .forEach(names::add);
    }
    changed.forEach(ref -> names.add(ref.analysis()));
    carried.forEach(ref -> names.add(ref.analysis()));
    names.stream()
        .filter(name -> !snapshot.analyses().containsKey(name))
        .forEach(name -> changes.add(new StatusChange.Remove("analyses/" + name + ".md")));
    names.retainAll(snapshot.analyses().keySet());
    return names;
  }

  private static @Nullable Digest declared(String analysis, Snapshot yard) {
    Declared<AnalysisSpec> declared = yard.analyses().get(analysis);
    return declared == null ? null : declared.content();
  }

  private Set<String> datasetsOf(Set<String> trains, Set<String> rendered) {
    Set<String> names = new TreeSet<>();
    for (String name : trains) {
      TrainStatus train = memory.trains().get(name);
      if (train != null && memory.datasets().containsKey(train.dataset())) {
        names.add(train.dataset());
      }
    }
    names.removeAll(rendered);
    return names;
  }

  private void put(List<Page> pages) {
    pages.forEach(page -> put(page.path(), page.text()));
  }

  private void put(String path, String text) {
    changes.add(new StatusChange.Put(path, text));
  }

  private void remove(String path) {
    for (String suffix : List.of(".yaml", ".md", ".svg")) {
      changes.add(new StatusChange.Remove(path + suffix));
    }
  }
}
