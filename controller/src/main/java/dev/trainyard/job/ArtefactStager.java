package dev.trainyard.job;

import dev.trainyard.job.InputStager.Reading;
import dev.trainyard.job.InputStager.Staged;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Brings to a job what earlier trains made, and makes sure that it is what it was when the order
/// was pinned: a file that somebody has put in its place is never used.
///
/// @param order says what it was
record ArtefactStager(JobSettings settings, Store store, WorkOrder order) {

  /// The inputs of a build, in their order.
  ///
  /// @throws JobFailure if one is not what it was
  List<Staged> stage(List<InputFile> inputs, Path folder) throws IOException, JobFailure {
    List<Staged> staged = new ArrayList<>();
    for (InputFile input : inputs) {
      staged.add(stage(input, folder.resolve(String.format(Locale.ROOT, "%05d", staged.size()))));
    }
    return List.copyOf(staged);
  }

  /// The artefacts that these wagons get, by name.
  ///
  /// @param inputs of a build: they are here already
  /// @throws JobFailure if one is not what it was
  Map<String, Staged> stage(
      List<WagonRun> wagons, List<InputFile> inputs, List<Staged> here, Path folder)
      throws IOException, JobFailure {
    Map<String, Staged> staged = new TreeMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      String name = inputs.get(i).artefact();
      if (name != null) {
        staged.put(name, here.get(i));
      }
    }
    for (Artefact artefact : order.artefacts()) {
      boolean isNeeded =
          order.isBuild()
              || wagons.stream().anyMatch(it -> it.artefacts().contains(artefact.name()));
      if (isNeeded && !staged.containsKey(artefact.name())) {
        InputFile file = InputFile.of(artefact, store.locate(artefact.path()));
        staged.put(artefact.name(), stage(file, folder.resolve(artefact.name())));
      }
    }
    return staged;
  }

  /// Bytes of those that do not lie on this machine.
  long fetched() {
    return order.artefacts().stream()
        .filter(artefact -> !store.locate(artefact.path()).startsWith("file:"))
        .mapToLong(Artefact::size)
        .sum();
  }

  private Staged stage(InputFile file, Path folder) throws IOException, JobFailure {
    try {
      InputStager stager = new InputStager(settings, Reading.AT_ONCE);
      return stager.stage(List.of(file), folder).getFirst();
    } catch (JobFailure failure) {
      throw failure.cause() == ExitCause.INPUT_BAD ? other(file, folder, failure) : failure;
    }
  }

  private JobFailure other(InputFile file, Path folder, JobFailure failure) throws IOException {
    String maker =
        order.artefacts().stream()
            .filter(artefact -> artefact.name().equals(file.artefact()))
            .map(Artefact::train)
            .findFirst()
            .orElse(order.subject());
    return new JobFailure(
        ExitCause.INPUT_BAD,
        "artefact %s is not what train %s made: expected are %d bytes with SHA-256 %s, found %s (%s); put the file back, or raise spec.rerun of train %s and then of this one"
            .formatted(
                file.artefact(),
                maker,
                file.knownSize(),
                file.sha256(),
                found(folder),
                failure.text(),
                maker));
  }

  private static String found(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> there = files.filter(Files::isRegularFile).toList();
      if (there.isEmpty()) {
        return "is nothing";
      }
      Checksum is = Checksum.of(there.getFirst());
      return "are %d bytes with SHA-256 %s".formatted(is.size(), is.sha256());
    } catch (IOException e) {
      return "is what cannot be read";
    }
  }
}
