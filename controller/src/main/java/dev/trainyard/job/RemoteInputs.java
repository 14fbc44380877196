package dev.trainyard.job;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.Remote.Entry;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.Remotes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Inputs on object storage and XRootD servers: found, and brought here whole.
///
/// @param most time for one of them, if it is small
record RemoteInputs(Remotes remotes, Duration most) {
  private static final long ROOM_TO_SPARE = ByteSize.parse("64Mi").bytes();

  /// A large file may take as much longer as it comes at least so fast.
  private static final long LEAST_BYTES_PER_SECOND = 1_000_000;

  /// Brings a file here.
  ///
  /// @throws JobFailure INPUT_BAD if it is not there or not as listed, STAGING_FAILED if it may
  ///   work another time, of the store if there is no room
  void fetch(InputFile input, RemoteAddress address, Path local) throws IOException, JobFailure {
    try {
      Remote remote = remotes.open(address.top());
      Entry found = remote.find(address.path()).orElseThrow(() -> gone(input));
      checkSize(input, found.size());
      long room = Files.getFileStore(local.getParent()).getUsableSpace() - ROOM_TO_SPARE;
      if (found.size() > room) {
        throw new JobFailure(
            ExitCause.STORE_FULL, "there is no room for input " + input.location());
      }
      remote.get(address.path(), local, most.plusSeconds(found.size() / LEAST_BYTES_PER_SECOND));
      checkSize(input, Files.size(local));
      if (Files.size(local) != found.size()) {
        throw new JobFailure(
            ExitCause.STAGING_FAILED,
            "input " + input.location() + " changed while it was fetched");
      }
    } catch (NoSuchFileException e) {
      throw gone(input);
    } catch (FileSystemException e) {
      throw new JobFailure(
          ExitCause.STORE_FAILED, "input " + input.location() + " could not be kept: " + e);
    } catch (IOException e) {
      throw new JobFailure(
          ExitCause.STAGING_FAILED,
          "input %s could not be fetched: %s"
              .formatted(input.location(), LogExcerpt.cleanLine(e.getMessage() + "")));
    }
  }

  private static JobFailure gone(InputFile input) {
    return new JobFailure(ExitCause.INPUT_BAD, "input " + input.location() + " is gone");
  }

  private static void checkSize(InputFile input, long size) throws JobFailure {
    if (input.size() != null && input.size() != size) {
      throw new JobFailure(
          ExitCause.INPUT_BAD,
          "input %s has %d bytes, listed were %d".formatted(input.location(), size, input.size()));
    }
  }

  /// The files that a pattern names.
  List<Entry> matching(RemoteAddress pattern) throws IOException {
    return new RemotePattern(remotes.open(pattern.top())).find(pattern.path());
  }

  /// The size of a file.
  Optional<Entry> find(RemoteAddress address) throws IOException {
    return remotes.open(address.top()).find(address.path());
  }

  /// A small file.
  byte[] read(RemoteAddress address, ByteSize largest) throws IOException, ListingFailure {
    int limit = Math.toIntExact(largest.bytes());
    try (InputStream in = remotes.open(address.top()).open(address.path(), 0)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new ListingFailure(
            "CatalogueUnreadable",
            "catalogue %s is larger than %s".formatted(address, largest.forPeople()));
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new ListingFailure("NoFiles", "catalogue " + address + " is not there");
    }
  }
}
