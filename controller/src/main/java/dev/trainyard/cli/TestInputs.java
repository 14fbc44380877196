package dev.trainyard.cli;

import dev.trainyard.controller.DatasetFiles;
import dev.trainyard.job.InputCatalogue;
import dev.trainyard.job.InputRoots;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.work.DatasetListing;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where inputs come from on a machine that need not be the controller's: from the folders of its
/// settings, or from a folder that the user names.
final class TestInputs {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  @Option(
      names = "--inputs-root",
      paramLabel = "DIR",
      description =
          "The folder that `file:` locations start from, instead of that of the settings.")
  private @Nullable Path root;

  /// The files of datasets.
  ///
  /// @throws UsageException if neither was named, or the folder is not there
  DatasetFiles files(OpenYard open) throws UsageException {
    if (root == null) {
      Optional<SettingsFile> settings = open.settings();
      if (settings.isEmpty()) {
        throw new UsageException(
            "where inputs lie is not known; name the folder that `file:` locations start from with"
                + " --inputs-root DIR, or the controller's settings with --settings FILE");
      }
      return open.files();
    }
    if (!Files.isDirectory(root)) {
      throw new UsageException("--inputs-root " + root + " is no folder");
    }
    InputRoots roots = new InputRoots(root, List.of(), InputRoots.ANY_OVER_HTTPS);
    return new Below(new InputCatalogue(roots, DEADLINE));
  }

  /// Whether a folder was named, and counts instead of those of the settings.
  boolean isNamed() {
    return root != null;
  }

  /// The hosts that inputs may come from.
  Predicate<URI> hosts(OpenYard open) {
    return root == null && open.settings().isPresent()
        ? InputFolders.roots(open.settings().get()).hosts()
        : InputRoots.ANY_OVER_HTTPS;
  }

  private record Below(InputCatalogue catalogue) implements DatasetFiles {
    @Override
    public DatasetListing list(Declared<DatasetSpec> dataset, List<Long> runs) {
      DatasetSpec.Files files = dataset.spec().files();
      return files == null
          ? new DatasetListing.Failed("NoFiles", "dataset " + dataset.name() + " names no files")
          : catalogue.list(dataset.name(), files, runs, InputFolders.absent(dataset.spec()));
    }

    @Override
    public DatasetListing listDerived(Declared<DatasetSpec> dataset, String order) {
      return new DatasetListing.Failed(
          "NoStore",
          "dataset %s is made of a train's output, which lies in the controller's store; name its settings with --settings"
              .formatted(dataset.name()));
    }

    @Override
    public Optional<String> locate(String path) {
      return Optional.empty();
    }
  }
}
