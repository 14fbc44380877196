package dev.trainyard.engine.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.engine.LedgerInUseException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps a second engine off a ledger: a lock of the operating system, which ends with its process,
/// and beside it a file that says who has it.
final class LedgerLock implements AutoCloseable {
  private final Path owner;
  private final FileChannel channel;

  private LedgerLock(Path owner, FileChannel channel) {
    this.owner = owner;
    this.channel = channel;
  }

  /// @throws LedgerInUseException if another engine has it
  static LedgerLock take(Path ledger, Claim self) throws IOException {
    Path owner = ledger.resolve(".owner");
    // Closing the lock file anywhere in this process would end a lock that it has: ask first.
    if (Files.exists(owner) && Files.readString(owner).equals(self.toString())) {
      throw inUse(ledger, "this very process");
    }
    FileChannel channel =
        FileChannel.open(
            ledger.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw inUse(ledger, "process " + (Files.exists(owner) ? pid(owner) : "unknown"));
    }
    Files.write(owner, self.toString().getBytes(UTF_8));
    return new LedgerLock(owner, channel);
  }

  private static String pid(Path owner) throws IOException {
    return Files.readString(owner).split(" ", 2)[0];
  }

  private static LedgerInUseException inUse(Path ledger, String who) {
    return new LedgerInUseException(
        "the ledger "
            + ledger
            + " is in use by another engine ("
            + who
            + ");"
            + " end that one, or set another folder");
  }

  /// Whether the ledger is still where it was.
  boolean isThere() {
    return Files.exists(owner);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(owner);
    channel.close();
  }
}
