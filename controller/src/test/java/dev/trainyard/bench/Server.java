package dev.trainyard.bench;

import dev.trainyard.git.HttpOrigin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Serves the bare repositories of a folder over HTTP, in a process of its own: what it costs is
/// not ours.
final class Server implements AutoCloseable {
  private final Process process;
  private final String url;

  private Server(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  static Server of(Path repositories) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Server.class.getName(),
                repositories.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String url = out.readLine();
    if (url == null) {
      throw new IOException("the server did not start");
    }
    return new Server(process, url);
  }

  /// `Server FOLDER`: says where it serves, and does so until its input ends.
  public static void main(String[] args) throws IOException {
    try (HttpOrigin origin = new HttpOrigin(Path.of(args[0]))) {
      System.out.println(origin.url().replace("/yard.git", ""));
      while (System.in.read() >= 0) {
        // Only the end counts.
      }
    }
  }

  /// The address of one of its repositories.
  String url(Path repository) {
    return url + "/" + repository.getFileName();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
