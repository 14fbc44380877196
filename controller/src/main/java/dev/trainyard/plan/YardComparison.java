package dev.trainyard.plan;

import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.SpecFields;
import dev.trainyard.model.status.MergePreview.Change;
import dev.trainyard.model.status.MergePreview.FieldChange;
import dev.trainyard.model.status.MergePreview.ObjectChange;
import dev.trainyard.model.work.ImageLookup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a merge changes in declared objects, after all defaults were filled in.
///
/// @param images what registries said, by their names
/// @param reader tells which fields are as by default
record YardComparison(
    Ready ready, Map<String, ImageLookup> images, Function<Spec, SpecFields> reader) {
  private static final int SHORT = 10;
  private static final String PACKAGE = "package ";

  /// All objects that are not the same, in order of their kinds.
  List<ObjectChange> changes() {
    List<ObjectChange> changes = new ArrayList<>();
    add(changes, PACKAGE.strip(), ready.impact().packages(), Snapshot::packages);
    changes.replaceAll(this::withImage);
    software(changes);
    add(changes, "run list", ready.impact().runLists(), Snapshot::runLists);
    add(changes, "run listener", ready.impact().listeners(), yard -> yard.listeners().declared());
    add(changes, "dataset", ready.impact().datasets(), Snapshot::datasets);
    add(changes, "analysis", ready.impact().analyses(), Snapshot::analyses);
    add(changes, "wagon", ready.impact().wagons(), Snapshot::wagons);
    add(changes, "train", ready.impact().trains(), Snapshot::trains);
    add(changes, "pipeline", pipelines(), yard -> yard.pipelines().declared());
    return changes;
  }

  private Set<String> pipelines() {
    return Difference.between(
        ready.before().pipelines().declared(), ready.after().pipelines().declared());
  }

  /// A package whose image is new or another, with what that stands for.
  private ObjectChange withImage(ObjectChange change) {
    String name = change.object().substring(PACKAGE.length());
    FieldChange image =
        new FieldChange("newest image", image(ready.before(), name), image(ready.after(), name));
    return image.after().isEmpty() || image.before().equals(image.after())
        ? change
        : change.and(image);
  }

  private String image(Snapshot yard, String name) {
    return newestVersion(yard, name).map(version -> image(yard, version)).orElse("");
  }

  private String image(Snapshot yard, PackageVersion version) {
    Declared<PackageSpec> declared = yard.packages().get(version.name());
    return Optional.ofNullable(declared)
        .flatMap(software -> software.spec().imageAt(version.tag()))
        .map(PackageImage::reference)
        .map(reference -> reference + said(reference))
        .orElse("");
  }

  private static String in(String image) {
    return image.isEmpty() ? "" : " in image " + image;
  }

  private String said(String reference) {
    return switch (images.get(reference)) {
      case ImageLookup.Found(String digest) -> " (" + digest + ")";
      case ImageLookup.Failed(String _, String message) -> " (" + message + ")";
      case ImageLookup.Unknown(String message) -> " (" + message + ")";
      case null -> "";
    };
  }

  private static Optional<PackageVersion> newestVersion(Snapshot yard, String name) {
    return yard.packageVersions().getOrDefault(name, List.of()).stream()
        .max(Comparator.comparing(PackageVersion::created));
  }

  /// Packages that are declared as before and hold other software.
  private void software(List<ObjectChange> changes) {
    for (String name : new TreeSet<>(ready.impact().packages())) {
      Declared<PackageSpec> before = ready.before().packages().get(name);
      Declared<PackageSpec> after = ready.after().packages().get(name);
      FieldChange newest =
          new FieldChange("software", newest(ready.before(), name), newest(ready.after(), name));
      if (before != null
          && after != null
          && before.content().equals(after.content())
          && !newest.before().equals(newest.after())) {
        changes.add(
            new ObjectChange(
                PACKAGE + name,
                after.position().path(),
                Change.CHANGED,
                List.of(newest),
                1,
                List.of()));
      }
    }
  }

  private String newest(Snapshot yard, String name) {
    return newestVersion(yard, name)
        .map(
            version ->
                version.tag()
                    + " (tree "
                    + version.tree().substring(0, SHORT)
                    + ")"
                    + in(image(yard, version)))
        .orElse("");
  }

  private <K extends Comparable<K>, S extends Spec> void add(
      List<ObjectChange> changes,
      String kind,
      Collection<K> names,
      Function<Snapshot, Map<K, Declared<S>>> objects) {
    for (K name : new TreeSet<>(names)) {
      Declared<S> before = objects.apply(ready.before()).get(name);
      Declared<S> after = objects.apply(ready.after()).get(name);
      Declared<S> any = after == null ? before : after;
      boolean same = before != null && after != null && before.content().equals(after.content());
      if (any != null && !same) {
        List<FieldChange> fields = fields(before, after);
        changes.add(
            new ObjectChange(
                kind + " " + name,
                any.position().path(),
                before == null ? Change.ADDED : after == null ? Change.REMOVED : Change.CHANGED,
                fields.stream().limit(ObjectChange.MOST_FIELDS).toList(),
                fields.size(),
                before == null && after != null ? defaults(after) : List.of()));
      }
    }
  }

  /// Of an object that is new, what is not as by default; of another, all that is not the same.
  private List<FieldChange> fields(
      @Nullable Declared<? extends Spec> before, @Nullable Declared<? extends Spec> after) {
    if (after == null) {
      return List.of();
    }
    SpecFields is = reader.apply(after.spec());
    if (before == null) {
      return changes(new TreeMap<>(), is.own());
    }
    return changes(reader.apply(before.spec()).all(), is.all());
  }

  private static List<FieldChange> changes(
      SortedMap<String, String> was, SortedMap<String, String> is) {
    TreeSet<String> all = new TreeSet<>(was.keySet());
    all.addAll(is.keySet());
    return all.stream()
        .map(
            field ->
                new FieldChange(field, was.getOrDefault(field, ""), is.getOrDefault(field, "")))
        .filter(field -> !field.before().equals(field.after()))
        .toList();
  }

  private List<FieldChange> defaults(Declared<? extends Spec> after) {
    return changes(new TreeMap<>(), reader.apply(after.spec()).byDefault()).stream()
        .limit(ObjectChange.MOST_FIELDS)
        .toList();
  }
}
