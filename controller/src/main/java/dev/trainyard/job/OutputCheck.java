package dev.trainyard.job;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult.OutputFile;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.store.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Takes the declared outputs of wagons out of their output folders: plain files that really lie in
/// them. Everything else in there is dropped. Remembers them, to see in the end that no wagon
/// changed the outputs of another.
final class OutputCheck {
  private static final Set<PosixFilePermission> WRITING =
      Set.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  private final Map<Path, Taken> taken = new ConcurrentHashMap<>();

  private record Taken(String name, InputStager.Print print) {}

  /// Checks and moves the outputs.
  ///
  /// @param from the wagon's output folder
  /// @param done folder below which the outputs of finished wagons lie
  /// @throws JobFailure if one is missing or is not a plain file
  List<OutputFile> collect(WagonRun wagon, Path from, Path done) throws IOException, JobFailure {
    if (!wagon.outputs().isEmpty() && !isFolder(from)) {
      throw missing("its output folder is gone, or is a symbolic link");
    }
    for (Output output : wagon.outputs()) {
      check(from, output.file());
    }
    Files.createDirectories(StoreLayout.instanceFolder(done, wagon.name()));
    List<OutputFile> files = new ArrayList<>();
    for (Output output : wagon.outputs()) {
      Path target = StoreLayout.output(done, wagon.name(), output.file());
      Files.createDirectories(Objects.requireNonNull(target.getParent()));
      takeOver(StoreLayout.inside(from, output.file()), target);
      Checksum checksum = Checksum.of(target);
      String name = LogExcerpt.clean(output.file()) + " of " + wagon.name();
      taken.put(target, new Taken(name, InputStager.Print.of(target)));
      files.add(new OutputFile(output.file(), checksum.size(), checksum.sha256()));
    }
    return List.copyOf(files);
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        && Files.isDirectory(Objects.requireNonNull(path.getParent()), LinkOption.NOFOLLOW_LINKS);
  }

  /// Looks again at everything that was taken over.
  ///
  /// @throws JobFailure if a file is not what it was then
  void checkUnchanged() throws JobFailure {
    for (Map.Entry<Path, Taken> file : taken.entrySet()) {
      if (!file.getValue().print().isStillOf(file.getKey())) {
        throw new JobFailure(
            ExitCause.OUTPUT_MISSING,
            "output " + file.getValue().name() + " was changed by another wagon");
      }
    }
  }

  private static void check(Path folder, String file) throws IOException, JobFailure {
    Path path = StoreLayout.inside(folder, file);
    String shown = LogExcerpt.clean(file);
    for (Path step = path; !step.equals(folder); step = Objects.requireNonNull(step.getParent())) {
      if (Files.isSymbolicLink(step)) {
        throw missing("its output " + shown + " is, or lies behind, a symbolic link");
      }
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw missing("it left no output " + shown);
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw missing("its output " + shown + " is not a plain file");
    }
    long disk = Files.getFileStore(folder).getTotalSpace();
    if (Files.size(path) > disk) {
      String size = new ByteSize(Files.size(path)).forPeople();
      throw missing("its output " + shown + " is sparse: it claims " + size + ", more than a disk");
    }
  }

  /// A file with a second name is copied, or whoever has that name could change it later.
  private static void takeOver(Path made, Path target) throws IOException {
    made.toFile().setReadable(true);
    if ((Integer) Files.getAttribute(made, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1) {
      Files.copy(made, target);
    } else {
      Files.move(made, target);
    }
    Set<PosixFilePermission> rights = new HashSet<>(Files.getPosixFilePermissions(target));
    rights.removeAll(WRITING);
    Files.setPosixFilePermissions(target, rights); // and with them, set-user-id bits go
  }

  private static JobFailure missing(String message) {
    return new JobFailure(ExitCause.OUTPUT_MISSING, message);
  }
}
