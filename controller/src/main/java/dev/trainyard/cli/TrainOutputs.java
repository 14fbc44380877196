package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Kind;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Manifest;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.store.StoreLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The files that a train has made: what the status says of them, and what the manifests say.
///
/// @param problems why a manifest cannot be read, or what it contradicts
record TrainOutputs(TrainStatus train, List<Output> outputs, List<String> problems) {
  private static final String MANIFEST = ".manifest.json";
  private static final int MOST_MANIFEST_BYTES = 1 << 28;

  /// One output with its manifest.
  ///
  /// @param manifest null where it was not asked for, or cannot be read
  record Output(MergedOutput merged, @Nullable Manifest manifest, @Nullable String text) {
    /// Whether the parts stay as they are, one per job.
    boolean isParts() {
      return merged.path().endsWith(MANIFEST) && !merged.file().endsWith(MANIFEST);
    }
  }

  /// One file to be had.
  ///
  /// @param path from the top of the store
  /// @param target where it goes, from the top of the user's folder
  record Item(String path, String target, long size, String sha256) {}

  /// What the status alone says.
  ///
  /// @param wagon only of this one and its subwagons, as people write it; all if empty
  static TrainOutputs told(TrainStatus train, String wagon) {
    List<Output> outputs =
        train.outputs().stream()
            .filter(it -> wagon.isEmpty() || isOf(it, wagon))
            .map(it -> new Output(it, null, null))
            .toList();
    return new TrainOutputs(train, outputs, List.of());
  }

  private static boolean isOf(MergedOutput output, String wagon) {
    return new Named(Kind.WAGON, output.instance().wagon().toString()).isMeantBy(wagon);
  }

  /// With the manifests of a store; one that cannot be read, or that speaks of something else than
  /// the status, is a problem.
  TrainOutputs withManifests(OutputSource source, Json json) {
    return reading(source, json, output -> Optional.of(manifest(output)));
  }

  /// With the manifests of kept parts alone, from a folder that `outputs get` filled: the status
  /// knows their checksums, and they know the parts.
  TrainOutputs withManifestsOfParts(OutputSource folder, Json json) {
    return reading(
        folder,
        json,
        output -> output.isParts() ? Optional.of(file(output.merged())) : Optional.empty());
  }

  /// @param place where the manifest of an output is read; nowhere if empty
  private TrainOutputs reading(
      OutputSource source, Json json, Function<Output, Optional<String>> place) {
    List<Output> all = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Output output : outputs) {
      MergedOutput merged = output.merged();
      Optional<String> found = place.apply(output);
      if (found.isEmpty()) {
        all.add(output);
        continue;
      }
      String path = found.get();
      try (InputStream in = source.open(path, 0)) {
        byte[] bytes = in.readNBytes(MOST_MANIFEST_BYTES);
        Manifest manifest = json.read(bytes, Manifest.class);
        Optional<String> contradiction = contradiction(output, manifest, bytes);
        contradiction.ifPresent(wrong::add);
        boolean trusted = contradiction.isEmpty();
        String text = new String(bytes, UTF_8);
        all.add(new Output(merged, trusted ? manifest : null, trusted ? text : null));
      } catch (IOException | IllegalArgumentException e) {
        wrong.add("%s cannot be read: %s".formatted(path, reason(e)));
        all.add(output);
      }
    }
    return new TrainOutputs(train, List.copyOf(all), List.copyOf(wrong));
  }

  private static String reason(Exception e) {
    return e instanceof NoSuchFileException ? "it is not there" : e.getMessage() + "";
  }

  private Optional<String> contradiction(Output output, Manifest manifest, byte[] bytes) {
    MergedOutput merged = output.merged();
    String told = output.isParts() ? Digest.of(bytes).hex() : manifest.sha256();
    boolean same =
        told.equals(merged.sha256())
            && manifest.instance().equals(merged.instance())
            && manifest.file().equals(merged.file())
            && manifest.order().equals(order());
    return same
        ? Optional.empty()
        : Optional.of(manifest(output) + " speaks of another file than the status branch");
  }

  /// The files of these outputs, with their manifests where those are known.
  ///
  /// @throws IOException if one has a name that must not be written to disk
  List<Item> items() throws IOException {
    List<Item> items = new ArrayList<>();
    for (Output output : outputs) {
      MergedOutput merged = output.merged();
      String file = file(merged);
      if (!output.isParts()) {
        items.add(new Item(merged.path(), checked(file), merged.size(), merged.sha256()));
      }
      Manifest manifest = output.manifest();
      String text = output.text();
      if (manifest == null || text == null) {
        continue;
      }
      byte[] bytes = text.getBytes(UTF_8);
      String beside = output.isParts() ? file : file + MANIFEST;
      items.add(new Item(manifest(output), checked(beside), bytes.length, Digest.of(bytes).hex()));
      if (output.isParts()) {
        manifest.parts().forEach(part -> items.add(part(manifest, part)));
      }
    }
    for (Item item : items) {
      checked(item.target());
    }
    return items;
  }

  private static Item part(Manifest manifest, Manifest.Part part) {
    String path = "jobs/%d/%s/%s".formatted(part.job(), manifest.instance(), manifest.file());
    return new Item(
        OrderId.folder(manifest.order()) + "/" + path, path, part.size(), part.sha256());
  }

  /// Names come from the status branch, which anybody may have written.
  private static String checked(String file) throws IOException {
    if (file.chars().anyMatch(Character::isISOControl)) {
      throw new IOException("an output has control characters in its name; nothing was written");
    }
    try {
      StoreLayout.inside(Path.of(""), file);
      return file;
    } catch (IllegalArgumentException e) {
      throw new IOException("an output has a name that leads elsewhere: " + e.getMessage(), e);
    }
  }

  private String manifest(Output output) {
    return output.isParts() ? output.merged().path() : output.merged().path() + MANIFEST;
  }

  private String order() {
    var composition = train.composition();
    return composition == null ? "" : composition.order();
  }

  /// Where a merged file goes, from the top of the user's folder. In a store elsewhere it lies in a
  /// folder of the execution that made it.
  private String file(MergedOutput output) {
    String file = output.path().substring(merged("").length());
    boolean plain = file.startsWith(output.mergeList() + "/");
    return plain ? file : file.substring(file.indexOf('/') + 1);
  }

  private String merged(String file) {
    return OrderId.folder(order()) + "/merged/" + file;
  }

  /// The outputs whose path in the store is what it should be.
  TrainOutputs inOrder() throws IOException {
    for (Output output : outputs) {
      checked(output.merged().path());
      if (!output.merged().path().startsWith(merged(""))) {
        throw new IOException(
            "the status branch says that an output lies at %s, which is no place of train %s"
                .formatted(output.merged().path(), train.name()));
      }
    }
    return this;
  }
}
