package dev.trainyard.job;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The room in the store for one execution. Where there is none, nothing that fails is the fault of
/// whoever failed; and the record of that has room of its own, which is taken at the start.
///
/// @param reserve a file that is given up for the record
record Room(Store store, Path reserve) {
  private static final int RECORD_BYTES = 1 << 18;

  /// Takes the room for a record, if there is any.
  static Room in(Store store, Path folder) {
    Path reserve = folder.resolve("reserve");
    try {
      Files.write(reserve, new byte[RECORD_BYTES]);
    } catch (IOException e) {
      // Then there is no room for anything else either, which is said later.
    }
    return new Room(store, reserve);
  }

  /// @throws JobFailure if there is not so much room, and some to spare
  void require(long bytes) throws IOException, JobFailure {
    ByteSize free = store.free();
    if (free.bytes() - Store.ROOM_TO_START.bytes() < bytes) {
      throw new JobFailure(
          ExitCause.STORE_FULL, "the store has only " + free.forPeople() + " left");
    }
  }

  /// What a failure is due to, all things considered.
  JobFailure explain(JobFailure failure) {
    try {
      require(0);
      return failure;
    } catch (JobFailure full) {
      return failure.cause() == ExitCause.STORE_FULL ? failure : full.after(failure);
    } catch (IOException e) {
      return failure;
    }
  }

  /// What a failure of the store means.
  JobFailure explain(IOException failure) {
    return explain(new JobFailure(ExitCause.STORE_FAILED, failure + ""));
  }

  /// Gives up the room for the record.
  void giveUp() throws IOException {
    Files.deleteIfExists(reserve);
  }
}
