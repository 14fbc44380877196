package dev.trainyard.cli;

import dev.trainyard.controller.StoreGuard;
import dev.trainyard.model.ByteSize;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether folders, and a store elsewhere, are there, readable, writable and not full.
record DiskChecks(SettingsFile file, Elsewhere elsewhere) {
  /// Less is told.
  private static final ByteSize LITTLE = ByteSize.parse("1Gi");

  /// `work` of the settings.
  Answer work() throws IOException {
    return writable(file.work());
  }

  /// The store; that another controller has it is no trouble.
  Answer store() throws IOException {
    Path memo = file.work().resolve("store-id");
    Optional<RemoteAddress> address = file.storeAddress();
    if (address.isPresent()) {
      Remote remote = elsewhere.open(address.get());
      boolean isNew = StoreGuard.look(remote, memo).isEmpty();
      return Answer.ok(
          "%s %s; whether it can be written is seen by writing"
              .formatted(address.get(), isNew ? "answers, and is new" : "is there"));
    }
    boolean isNew = StoreGuard.look(file.store(), memo).isEmpty();
    Answer answer = writable(file.store());
    return isNew && answer.state() == Answer.State.OK
        ? Answer.ok(answer.found() + "; new: the controller begins it")
        : answer;
  }

  private static Answer writable(Path folder) throws IOException {
    Path there = nearest(folder);
    if (!Files.isDirectory(there)) {
      return Answer.wrong(there + " is no folder", "name another one in the settings");
    } else if (!Files.isWritable(there) || !Files.isExecutable(there)) {
      return Answer.wrong(
          "%s cannot be written by %s".formatted(there, System.getProperty("user.name")),
          "give it to that user, or name another one in the settings");
    }
    ByteSize free = new ByteSize(Files.getFileStore(there).getUsableSpace());
    String found =
        "%s %s, %s free"
            .formatted(
                folder, there.equals(folder) ? "is writable" : "can be made", free.forPeople());
    if (free.compareTo(Store.ROOM_TO_START) < 0) {
      return Answer.wrong(found, "make room: nothing is started below " + Store.ROOM_TO_START);
    }
    return free.compareTo(LITTLE) < 0 ? Answer.warn(found, "make room") : Answer.ok(found);
  }

  /// The nearest folder that is there, of one that may still have to be made.
  private static Path nearest(Path folder) {
    Path there = folder;
    for (Path up = folder; up != null && !Files.exists(there); up = up.getParent()) {
      there = up;
    }
    return there;
  }

  /// Folders that inputs come from.
  Answer inputs() {
    Settings.Inputs set = file.settings().spec().inputs();
    List<Path> folders =
        Stream.concat(Stream.ofNullable(set.root()), set.folders().stream())
            .map(file::path)
            .toList();
    List<String> wrong = new ArrayList<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        wrong.add(folder + " is not there");
      } else if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
        wrong.add(folder + " cannot be read");
      }
    }
    if (!wrong.isEmpty()) {
      return Answer.wrong(String.join(", ", wrong), "mount them, or take them out of inputs");
    }
    String hosts =
        set.hosts().isEmpty() ? "" : "; %d hosts not asked".formatted(set.hosts().size());
    return Answer.ok(
        (folders.isEmpty()
                ? "no folders"
                : String.join(", ", folders.stream().map(Path::toString).toList()) + " readable")
            + hosts);
  }
}
