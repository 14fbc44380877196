import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/// Takes the signature out of a jar. The AOT cache leaves out the classes of signed jars, as JGit's
/// are, and each start would check the signature anew; Maven checked the jar when it fetched it.
final class Signatures {
  private Signatures() {}

  static void strip(Path jar) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar);
        DirectoryStream<Path> signatures =
            Files.newDirectoryStream(files.getPath("META-INF"), "*.{SF,RSA,DSA,EC}")) {
      for (Path signature : signatures) {
        Files.delete(signature);
      }
    }
  }
}
