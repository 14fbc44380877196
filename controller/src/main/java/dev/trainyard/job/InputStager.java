package dev.trainyard.job;

import dev.trainyard.job.SizeLimit.End;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobResult.StagedInput;
import dev.trainyard.remote.RemoteAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Brings a job's inputs to it, each once for all wagons, and makes sure that they are what the
/// listing says.
///
/// A file of this machine is linked symbolically: a hard link neither crosses file systems nor may
/// be made to files of others, and would not protect against writes either. Instead the file is
/// read once for its checksum, at once or with the wagons' stream, and looked at again when the
/// wagons are done: size, time and identity must not have changed in between.
final class InputStager {
  private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9._+=,@-]");
  private static final int LONGEST_NAME = 200;
  private static final long ROOM_TO_SPARE = ByteSize.parse("64Mi").bytes();

  private final JobSettings settings;
  private final Reading reading;

  InputStager(JobSettings settings, Reading reading) {
    this.settings = settings;
    this.reading = reading;
  }

  /// When files of this machine are read for their checksums.
  enum Reading {
    AT_ONCE,
    /// With a stream of the job; see [Staged#checkedBy].
    LATER
  }

  /// An input as it is here.
  ///
  /// @param input without checksum as long as it was not read
  /// @param print what the file looked like when it was read
  /// @param expected its SHA-256 as listed, or null
  record Staged(Path path, StagedInput input, Print print, @Nullable String expected) {
    /// Whether it was read and is what it should be.
    boolean isChecked() {
      return !input.sha256().isEmpty();
    }

    /// The same, read now or by a stream.
    ///
    /// @throws JobFailure if that is not what it should be
    Staged checkedBy(Checksum checksum) throws JobFailure {
      boolean isOther = isChecked() && !checksum.sha256().equals(input.sha256());
      if (checksum.size() != input.size() || isOther) {
        throw bad(input.location(), "changed while it was read");
      }
      checkSha256(input.location(), expected, checksum.sha256());
      StagedInput read = new StagedInput(input.location(), checksum.size(), checksum.sha256());
      return new Staged(path, read, print, expected);
    }

    /// The same, read now unless it was read before.
    Staged checked() throws JobFailure {
      try {
        return isChecked() ? this : checkedBy(Checksum.of(path));
      } catch (IOException e) {
        throw unreadable(input.location(), e);
      }
    }
  }

  /// What changes when a file does.
  record Print(long size, FileTime modified, @Nullable Object identity) {
    static Print of(Path file) throws IOException {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return new Print(is.size(), is.lastModifiedTime(), is.fileKey());
    }

    /// Whether the file is there and looks the same.
    boolean isStillOf(Path file) {
      try {
        return of(file).equals(this);
      } catch (IOException e) {
        return false;
      }
    }
  }

  /// Stages files in their order; several are fetched at the same time.
  ///
  /// @throws JobFailure if one is not to be had, or is not what it should be
  List<Staged> stage(List<InputFile> inputs, Path folder) throws IOException, JobFailure {
    List<Arrival> arrivals = new ArrayList<>();
    try (Fetching fetching = new Fetching(settings, ownHosts(inputs))) {
      for (InputFile input : inputs) {
        Location location = parse(input);
        Path local = place(folder, arrivals.size(), location.fileName());
        arrivals.add(
            switch (location) {
              case Location.Local(Path path) -> () -> link(input, path, local);
              case Location.Remote(URI uri) ->
                  fetching.begin(() -> fetch(fetching, input, uri, local));
              case Location.Kept(RemoteAddress address) ->
                  fetching.begin(() -> bring(input, address, local));
            });
      }
      List<Staged> staged = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        checkNotCancelled();
        Staged file = arrivals.get(i).get();
        check(inputs.get(i), file.input());
        staged.add(file);
      }
      return List.copyOf(staged);
    }
  }

  private void checkNotCancelled() throws JobFailure {
    if (settings.cancellation().isCancelled()) {
      throw new JobFailure(ExitCause.CANCELLED, "cancelled while inputs were staged");
    }
  }

  /// A file that is on its way.
  @FunctionalInterface
  interface Arrival {
    /// Waits for it.
    Staged get() throws IOException, JobFailure;
  }

  /// The hosts of the listed files themselves, which the operator allowed when they were listed.
  private static Set<String> ownHosts(List<InputFile> inputs) throws JobFailure {
    Set<String> hosts = new HashSet<>();
    for (InputFile input : inputs) {
      if (parse(input) instanceof Location.Remote(URI uri)) {
        hosts.add(uri.getRawAuthority().toLowerCase(Locale.ROOT));
      }
    }
    return hosts;
  }

  private static Location parse(InputFile input) throws JobFailure {
    try {
      return Location.parse(input.location());
    } catch (IllegalArgumentException e) {
      throw new JobFailure(ExitCause.INPUT_BAD, e.getMessage() + "");
    }
  }

  /// A folder per file keeps equal names apart; the name itself stays, for programs that look at
  /// it.
  private static Path place(Path folder, int index, String name) throws IOException {
    String plain = ODD.matcher(name).replaceAll("_");
    String kept = plain.substring(Math.max(0, plain.length() - LONGEST_NAME));
    boolean usable = !kept.isEmpty() && !kept.equals(".") && !kept.equals("..");
    Path place = folder.resolve(String.format(Locale.ROOT, "%05d", index));
    return Files.createDirectories(place).resolve(usable ? kept : "input");
  }

  private Staged link(InputFile input, Path original, Path local) throws IOException, JobFailure {
    Path path = original.toAbsolutePath();
    Files.createSymbolicLink(local, path);
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
        throw bad(input, "is not a plain file");
      }
      Print before = Print.of(path);
      if (input.size() != null && before.size() != input.size()) {
        throw bad(input, "has " + before.size() + " bytes, listed were " + input.size());
      }
      Checksum checksum =
          reading == Reading.LATER ? new Checksum(before.size(), "") : Checksum.of(path);
      if (checksum.size() != before.size() || !Print.of(path).equals(before)) {
        throw bad(input, "changed while it was read");
      }
      return new Staged(local, staged(input, checksum), before, input.sha256());
    } catch (IOException e) {
      throw unreadable(input.location(), e);
    }
  }

  /// Whose fault it is that a file cannot be read: its own if it is not there, else its disk's.
  static JobFailure unreadable(String location, IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> bad(location, "is gone");
      case AccessDeniedException _ -> bad(location, "may not be read");
      default ->
          new JobFailure(
              ExitCause.STAGING_FAILED, "input " + location + " could not be read: " + e);
    };
  }

  private Staged fetch(Fetching fetching, InputFile input, URI uri, Path local)
      throws IOException, JobFailure {
    checkNotCancelled();
    Checksum checksum =
        fetching.transfer().fetch(uri, () -> Files.newOutputStream(local), limit(input, local));
    if (Files.size(local) != checksum.size()) {
      throw new JobFailure(ExitCause.STORE_FAILED, uri + " was not written down as it came");
    }
    local.toFile().setReadOnly();
    return new Staged(local, staged(input, checksum), Print.of(local), input.sha256());
  }

  private Staged bring(InputFile input, RemoteAddress address, Path local)
      throws IOException, JobFailure {
    checkNotCancelled();
    new RemoteInputs(settings.remotes(), settings.transfer()).fetch(input, address, local);
    local.toFile().setReadOnly();
    return new Staged(local, staged(input, Checksum.of(local)), Print.of(local), input.sha256());
  }

  /// The listed size, if there is room for it.
  private static SizeLimit limit(InputFile input, Path local) throws IOException, JobFailure {
    Long size = input.size();
    long room = Files.getFileStore(local.getParent()).getUsableSpace() - ROOM_TO_SPARE;
    if (room <= 0 || (size != null && size > room)) {
      throw new JobFailure(ExitCause.STORE_FULL, "there is no room for input " + input.location());
    } else if (size != null) {
      return SizeLimit.listed(size);
    }
    return SizeLimit.room(room, input.sha256() == null ? End.MUST_BE_TOLD : End.IS_CHECKED);
  }

  private static StagedInput staged(InputFile input, Checksum checksum) {
    return new StagedInput(input.location(), checksum.size(), checksum.sha256());
  }

  private static void check(InputFile input, StagedInput staged) throws JobFailure {
    if (input.size() != null && input.size() != staged.size()) {
      throw bad(input, "has " + staged.size() + " bytes, listed were " + input.size());
    }
    if (!staged.sha256().isEmpty()) {
      checkSha256(input.location(), input.sha256(), staged.sha256());
    }
  }

  private static void checkSha256(String location, @Nullable String expected, String found)
      throws JobFailure {
    if (expected != null && !expected.equals(found)) {
      throw bad(location, "has another SHA-256 than the listing says: " + found);
    }
  }

  /// Looks again at the files.
  ///
  /// @throws JobFailure if one changed since it was staged
  static void checkUnchanged(List<Staged> files) throws JobFailure {
    for (Staged file : files) {
      if (!file.print().isStillOf(file.path())) {
        throw new JobFailure(
            ExitCause.INPUT_BAD,
            "input " + file.input().location() + " changed while the wagons ran");
      }
    }
  }

  private static JobFailure bad(InputFile input, String what) {
    return bad(input.location(), what);
  }

  private static JobFailure bad(String location, String what) {
    return new JobFailure(ExitCause.INPUT_BAD, "input " + location + " " + what);
  }
}
