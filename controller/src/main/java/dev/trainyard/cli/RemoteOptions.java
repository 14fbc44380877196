package dev.trainyard.cli;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the store of a task is, and how it reaches object storage: the words that the controller
/// gives it.
final class RemoteOptions {
  static final String STORE = "--s3";
  static final String INPUTS = "--input-s3";
  static final String SCRATCH = "--scratch";
  static final String XROOTD = "--xrootd";

  private static final Path SELF = Path.of("/proc/self");
  private static final String UID = "unix:uid";
  private static final Set<PosixFilePermission> MINE = PosixFilePermissions.fromString("rwx------");

  @Option(names = "--store", required = true, description = "The store's folder, or its address.")
  private String place = "";

  @Option(
      names = SCRATCH,
      description = "Where the task keeps what it works on, if the store is no folder.")
  private Path scratch = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

  @Option(
      names = STORE,
      paramLabel = "KEY=VALUE",
      description = "How the store's object storage is reached.")
  private Map<String, String> store = new HashMap<>();

  @Option(
      names = INPUTS,
      paramLabel = "KEY=VALUE",
      description = "How the object storage of inputs is reached.")
  private Map<String, String> inputs = new HashMap<>();

  @Option(names = XROOTD, description = "The folder of XRootD's programs.")
  private @Nullable Path xrootd;

  private @Nullable RemoteAddress address() {
    return RemoteAddress.isMeant(place) ? RemoteAddress.parse(place) : null;
  }

  /// Places elsewhere for one task.
  Elsewhere open() {
    return new Elsewhere(address(), S3Words.read(store), S3Words.read(inputs), xrootd);
  }

  /// The task's store.
  Store store(Elsewhere elsewhere, Json json) throws IOException {
    RemoteAddress address = address();
    return address == null
        ? new Store(Path.of(place), json)
        : Store.elsewhere(elsewhere.open(address), copy(address), json);
  }

  /// One for all tasks of this user and this store: packages are brought once, and what killed
  /// tasks left is found again.
  private Path copy(RemoteAddress address) throws IOException {
    Object user = Files.getAttribute(SELF, UID); // in a pod, it need not have a name
    String name = "trainyard-" + Digest.ofParts(user + "", address.toString()).abbreviated();
    Path copy = scratch.toAbsolutePath().resolve(name);
    if (!Files.isDirectory(copy, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(copy, PosixFilePermissions.asFileAttribute(MINE));
    }
    boolean isMine =
        user.equals(Files.getAttribute(copy, UID, LinkOption.NOFOLLOW_LINKS))
            && Files.getPosixFilePermissions(copy, LinkOption.NOFOLLOW_LINKS).equals(MINE);
    if (!isMine) {
      throw new IOException(
          "the folder %s is not this user's alone; delete it, or set another scratch in the settings"
              .formatted(copy));
    }
    return copy;
  }
}
