package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.json.Json;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.Remotes;
import dev.trainyard.store.Store;
import dev.trainyard.store.StoreLayout;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/// A store to read from: its folder, or the same served by a web server.
interface OutputSource {
  /// A file from one of its bytes on.
  ///
  /// @param path from the top of the store, with slashes
  InputStream open(String path, long from) throws IOException;

  /// The store of this name.
  ///
  /// @param name a folder, or an address that starts with http:, https:, s3: or root:
  static OutputSource of(String name, Remotes remotes, Json json)
      throws IOException, UsageException {
    if (RemoteAddress.isMeant(name)) {
      try {
        Remote remote = remotes.open(RemoteAddress.parse(name));
        return new Kept(Store.elsewhere(remote, Path.of(""), json));
      } catch (IllegalArgumentException e) {
        throw new UsageException(e.getMessage() + "");
      }
    }
    if (name.startsWith("http://") || name.startsWith("https://")) {
      return Served.at(address(name.endsWith("/") ? name : name + "/"), Served.ANSWER);
    }
    Path root = Path.of(name);
    if (!Files.isDirectory(root)) {
      throw new IOException("there is no store at " + root);
    }
    return new Folder(root.toRealPath());
  }

  private static URI address(String text) throws UsageException {
    try {
      URI address = new URI(text);
      if (address.getHost() != null) {
        return address;
      }
    } catch (URISyntaxException _) {
      // As below.
    }
    throw new UsageException(
        text + " is no address of a store; write a blank as %20, as in https://host/my%20store");
  }

  /// A stream without its first bytes.
  private static InputStream behind(InputStream in, long from) throws IOException {
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /// A store that can be reached as files.
  record Folder(Path root) implements OutputSource {
    @Override
    public InputStream open(String path, long from) throws IOException {
      Path file = StoreLayout.inside(root, path);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || !file.toRealPath().startsWith(root)) {
        throw new NoSuchFileException(path);
      }
      return behind(Files.newInputStream(file), from);
    }
  }

  /// A store on object storage, or an XRootD server.
  record Kept(Store store) implements OutputSource {
    @Override
    public InputStream open(String path, long from) throws IOException {
      StoreLayout.inside(Path.of(""), path);
      return store.open(path, from);
    }
  }

  /// A store behind a web server.
  ///
  /// @param patience how long nothing may come
  record Served(URI root, HttpClient client, Duration patience) implements OutputSource {
    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final int PARTIAL = 206;
    private static final int WHOLE = 200;

    static Served at(URI root, Duration patience) {
      HttpClient client =
          HttpClient.newBuilder().connectTimeout(patience).followRedirects(Redirect.NORMAL).build();
      return new Served(root, client, patience);
    }

    @Override
    public InputStream open(String path, long from) throws IOException {
      HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(encoded(path)));
      request.timeout(patience);
      if (from > 0) {
        request.header("Range", "bytes=" + from + "-");
      }
      try {
        HttpResponse<InputStream> response =
            client.send(request.build(), BodyHandlers.ofInputStream());
        InputStream body = new ImpatientStream(response.body(), patience);
        if (response.statusCode() == WHOLE) {
          return behind(body, from);
        } else if (response.statusCode() == PARTIAL && from > 0) {
          return body;
        }
        body.close();
        throw new IOException("the server says " + response.statusCode() + " for " + path);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    private static String encoded(String path) {
      return Arrays.stream(path.split("/", -1))
          .map(part -> URLEncoder.encode(part, UTF_8).replace("+", "%20"))
          .collect(Collectors.joining("/", "./", ""));
    }
  }
}
