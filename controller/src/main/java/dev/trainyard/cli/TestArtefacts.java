package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.plan.Artefacts;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/// Where artefacts come from on a machine that need not be the controller's: from the store of its
/// settings, or from files that the user names.
final class TestArtefacts {
  /// Who is said to have made what the user names.
  private static final String USER = "(a file of yours)";

  /// Where that lies, below the store's top.
  private static final String GIVEN = "given/";

  @Option(
      names = "--artefact",
      paramLabel = "NAME=FILE",
      description = "A file for an artefact, instead of the one in the controller's store.")
  private Map<String, Path> files = new LinkedHashMap<>();

  /// The artefacts that a wagon is tested with: those that the user names, else those that it would
  /// get in the trains that name it.
  ///
  /// @throws UsageException if one is not to be had
  List<Artefact> of(WagonRef wagon, Snapshot yard, Memory memory)
      throws IOException, UsageException {
    Set<String> needed = needed(wagon, yard);
    for (String name : files.keySet()) {
      if (!needed.contains(name)) {
        throw new UsageException(
            "wagon %s needs no artefact %s; those that it needs are: %s"
                .formatted(wagon, name, needed.isEmpty() ? "none" : String.join(", ", needed)));
      }
    }
    List<Artefact> artefacts = new ArrayList<>();
    for (String name : needed) {
      Path file = files.get(name);
      artefacts.add(file == null ? ofTrain(name, wagon, yard, memory) : ofUser(name, file));
    }
    return artefacts;
  }

  /// What it, and all that it depends on, lists.
  private static Set<String> needed(WagonRef wagon, Snapshot yard) {
    Set<String> needed = new TreeSet<>();
    Set<WagonRef> seen = new HashSet<>();
    Deque<WagonRef> open = new ArrayDeque<>(List.of(wagon));
    while (!open.isEmpty()) {
      WagonRef ref = open.remove();
      Declared<WagonSpec> declared = yard.wagons().get(ref);
      if (seen.add(ref) && declared != null) {
        WagonSpec spec = declared.spec();
        needed.addAll(spec.artefacts());
        spec.dependsOn().forEach(name -> open.add(WagonRef.parse(name, spec.analysis())));
      }
    }
    return needed;
  }

  private static Artefact ofUser(String name, Path file) throws IOException, UsageException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("--artefact %s=%s is no file".formatted(name, file));
    }
    MessageDigest sha256 = Digest.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      long size = in.transferTo(OutputStream.nullOutputStream());
      String path = GIVEN + name + "/" + file.getFileName();
      return new Artefact(name, USER, path, size, HexFormat.of().formatHex(sha256.digest()));
    }
  }

  private static Artefact ofTrain(String name, WagonRef wagon, Snapshot yard, Memory memory)
      throws UsageException {
    Artefacts artefacts = new Artefacts(yard, memory.trains());
    Optional<String> why = Optional.empty();
    for (Declared<TrainSpec> train : new TreeMap<>(yard.trains()).values()) {
      TrainSpec.ArtefactFrom from = train.spec().artefacts().get(name);
      if (from != null && train.spec().wagons().named().contains(wagon.toString())) {
        switch (artefacts.of(Map.of(name, from))) {
          case Artefacts.Answer.Found(List<Artefact> found) -> {
            return found.getFirst();
          }
          case Artefacts.Answer.Refused(String _, String message) -> why = Optional.of(message);
          case Artefacts.Answer.Later(String _, String message) -> why = Optional.of(message);
        }
      }
    }
    throw new UsageException(
        "%s; name a file to test with: --artefact %s=FILE"
            .formatted(
                why.orElse("no train gives the artefact %s to %s".formatted(name, wagon)), name));
  }

  /// Brings artefacts into a store of this machine, where a job looks for them.
  ///
  /// @throws UsageException if one lies in a store that is not known here
  void provide(List<Artefact> artefacts, OpenYard open, Store store)
      throws IOException, UsageException {
    for (Artefact artefact : artefacts) {
      Path place = store.layout().root().resolve(artefact.path());
      if (!Files.exists(place)) {
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        provide(artefact, open, place);
      }
    }
  }

  private void provide(Artefact artefact, OpenYard open, Path place)
      throws IOException, UsageException {
    Path named = files.get(artefact.name());
    if (named != null) {
      Files.createSymbolicLink(place, named.toRealPath());
    } else if (open.settings().isEmpty()) {
      throw new UsageException(
          "the artefact %s, which train %s made, lies in the controller's store; name its settings with --settings FILE, or a copy of it with --artefact %s=FILE"
              .formatted(artefact.name(), artefact.train(), artefact.name()));
    } else {
      try (InputStream in = open.store().open(artefact.path(), 0)) {
        Files.copy(in, place);
      }
    }
  }
}
