package dev.trainyard.cli;

import dev.trainyard.controller.DatasetFiles;
import dev.trainyard.job.DerivedFiles;
import dev.trainyard.job.InputCatalogue;
import dev.trainyard.job.InputCatalogue.Absent;
import dev.trainyard.job.InputRoots;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.DerivedFrom;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.Remotes;
import dev.trainyard.store.ProgressReader;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Lists the files of datasets where the operator's settings allow it.
final class InputFolders implements DatasetFiles {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final InputCatalogue catalogue;
  private final Store store;

  private InputFolders(InputCatalogue catalogue, Store store) {
    this.catalogue = catalogue;
    this.store = store;
  }

  static InputFolders of(SettingsFile file, Remotes remotes, Store store) {
    return new InputFolders(new InputCatalogue(roots(file), remotes, DEADLINE), store);
  }

  /// Where inputs may come from.
  static InputRoots roots(SettingsFile file) {
    Settings.Inputs inputs = file.settings().spec().inputs();
    String root = inputs.root();
    List<Path> folders = inputs.folders().stream().map(file::path).toList();
    Predicate<RemoteAddress> buckets =
        InputRoots.below(
            inputs.buckets().stream().map(it -> RemoteAddress.parse("s3://" + it)).toList());
    Predicate<RemoteAddress> servers =
        address ->
            address.scheme() == RemoteAddress.Scheme.ROOT
                && inputs.hosts().stream().anyMatch(address.authority()::equalsIgnoreCase);
    return new InputRoots(
        root == null ? null : file.path(root),
        folders,
        InputRoots.named(inputs.hosts()),
        buckets.or(servers));
  }

  /// A run that a listener has found may have no files yet; one that a person has listed has some.
  static Absent absent(DatasetSpec dataset) {
    DatasetSpec.RunSelection runs = dataset.runs();
    boolean listens =
        runs != null && runs.from().stream().anyMatch(from -> from.listener() != null);
    return listens ? Absent.LEFT_OUT : Absent.REFUSED;
  }

  @Override
  public DatasetListing list(Declared<DatasetSpec> dataset, List<Long> runs) {
    DatasetSpec.Files files = dataset.spec().files();
    return files == null
        ? new DatasetListing.Failed("NoFiles", "dataset " + dataset.name() + " names no files")
        : catalogue.list(dataset.name(), files, runs, InputFolders.absent(dataset.spec()));
  }

  @Override
  public DatasetListing listDerived(Declared<DatasetSpec> dataset, String order) {
    DerivedFrom from = dataset.spec().derivedFrom();
    if (from == null) {
      return list(dataset, List.of());
    }
    try {
      return new ProgressReader(store)
          .read(order)
          .progress()
          .map(progress -> derived(dataset.name(), progress, from))
          .orElseGet(() -> new DatasetListing.Failed("NoFiles", "the store has no " + order));
    } catch (IOException e) {
      return new DatasetListing.Unknown("the store could not be read: " + e.getMessage());
    }
  }

  @Override
  public Optional<String> locate(String path) {
    return Optional.of(store.locate(path));
  }

  private DatasetListing derived(String dataset, OrderProgress progress, DerivedFrom from) {
    InstanceName instance = InstanceName.parse(from.wagon());
    return new DerivedFiles(store, progress, instance, from.output()).list(dataset);
  }
}
