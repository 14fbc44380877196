package dev.trainyard.remote.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.AbstractNio2BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.slf4j.LoggerFactory;

/// Object storage of this process: S3Proxy, with one bucket.
@SuppressWarnings("try") // S3Proxy may be interrupted while it stops
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "yard";
  public static final String ID = "AKIDOFTHEYARD";
  public static final String SECRET = "the-secret-of-the-yard";

  static {
    ((Logger) LoggerFactory.getLogger("org.gaul")).setLevel(Level.ERROR);
    ((Logger) LoggerFactory.getLogger("software.amazon")).setLevel(Level.INFO);
  }

  private final S3Proxy proxy;
  private final AbstractNio2BlobStore files;

  private S3Server(AbstractNio2BlobStore files) throws Exception {
    this.files = files;
    files.createContainer(BUCKET);
    this.proxy =
        S3Proxy.builder()
            .blobStore(files)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ID, SECRET)
            .build();
    proxy.setBlobStoreLocator(
        (identity, _, _) -> ID.equals(identity) ? new AccessGrant(SECRET, files) : null);
    proxy.start();
  }

  /// Everything is forgotten at the end.
  public static S3Server inMemory() throws Exception {
    return new S3Server(new TransientNio2BlobStore());
  }

  /// Objects are files below a folder.
  public static S3Server in(Path folder) throws Exception {
    return new S3Server(new FilesystemNio2BlobStore(folder.toString()));
  }

  public int port() {
    return proxy.getPort();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + port();
  }

  /// A credentials file.
  public static Path credentials(Path folder) throws IOException {
    return Files.write(
        folder.resolve("credentials"),
        List.of("[default]", "aws_access_key_id = " + ID, "aws_secret_access_key = " + SECRET),
        UTF_8);
  }

  /// How it is reached.
  public static S3Settings settings(String endpoint, Path credentials) {
    return new S3Settings(
        URI.create(endpoint),
        null,
        credentials,
        null,
        S3Settings.Style.PATH,
        S3Settings.Signing.SIGNED);
  }

  /// The bucket.
  public Remote bucket(Path folder) throws IOException {
    return S3Access.open(settings(endpoint(), credentials(folder)))
        .at(RemoteAddress.parse("s3://" + BUCKET));
  }

  @Override
  public void close() throws Exception {
    proxy.stop();
    files.close();
  }
}
