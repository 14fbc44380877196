package dev.trainyard.cli;

import dev.trainyard.config.CodeOwners;
import dev.trainyard.config.CodeOwnersFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What became of one CODEOWNERS file.
///
/// @param generated whether it had a part that was made of the analyses
/// @param upToDate whether it said what the analyses say
record OwnersOutcome(String path, boolean generated, boolean upToDate, boolean written) {

  /// Looks whether a file says what the analyses say.
  static OwnersOutcome look(CodeOwnersFile file, Path top, CodeOwners owners) throws IOException {
    Path path = top.resolve(file.path());
    boolean upToDate =
        Files.exists(path) && Arrays.equals(Files.readAllBytes(path), file.with(owners));
    return new OwnersOutcome(file.path(), file.isGenerated(), upToDate, false);
  }

  /// Writes the file unless it says so already.
  static OwnersOutcome bring(CodeOwnersFile file, Path top, CodeOwners owners) throws IOException {
    OwnersOutcome found = look(file, top, owners);
    if (found.upToDate) {
      return found;
    }
    Path path = top.resolve(file.path());
    if (Files.isSymbolicLink(path)) {
      throw new IOException(path + " is a symbolic link, which forges do not follow; replace it");
    }
    Files.createDirectories(path.getParent());
    Files.write(path, file.with(owners));
    return new OwnersOutcome(found.path, found.generated, false, true);
  }
}
