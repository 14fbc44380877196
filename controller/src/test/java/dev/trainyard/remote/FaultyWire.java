package dev.trainyard.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// A wire to an HTTP server that goes wrong as a test wants it; one request per connection.
public final class FaultyWire implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 14;

  private final ServerSocket listening;
  private final InetSocketAddress server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private volatile Function<String, Fault> faults = _ -> Fault.NONE;

  public FaultyWire(int port) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var _ = threads.submit(this::accept);
  }

  /// What goes wrong with a request.
  ///
  /// @param status an answer without the server being asked, or 0
  /// @param answered bytes of the answer after which it is cut off, or -1
  /// @param asked bytes of the request after which it is cut off, or -1
  /// @param code what an answer of our own says is wrong
  public record Fault(int status, String code, long answered, long asked) {
    public static final Fault NONE = new Fault(0, "", -1, -1);

    /// The server is not asked.
    public static Fault answer(int status, String code) {
      return new Fault(status, code, -1, -1);
    }

    /// The answer breaks off.
    public static Fault cutAnswer(long bytes) {
      return new Fault(0, "", bytes, -1);
    }

    /// The request breaks off.
    public static Fault cutRequest(long bytes) {
      return new Fault(0, "", -1, bytes);
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  /// Says what goes wrong.
  ///
  /// @param what for a request as its first line says, such as `GET /bucket/key HTTP/1.1`
  public void faults(Function<String, Fault> what) {
    faults = what;
  }

  /// The first lines of all requests.
  public List<String> seen() {
    return List.copyOf(seen);
  }

  private Void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      var _ = threads.submit(() -> serve(client));
    }
  }

  private Void serve(Socket client) throws IOException {
    try (client;
        Socket upstream = new Socket()) {
      String head = head(client.getInputStream());
      if (head.isEmpty()) {
        return null;
      }
      String line = head.lines().findFirst().orElse("");
      seen.add(line);
      Fault fault = faults.apply(line);
      if (fault.status() != 0) {
        answer(client, line, fault);
        return null;
      }
      upstream.connect(server);
      OutputStream out = upstream.getOutputStream();
      out.write(closing(head).getBytes(ISO_8859_1));
      var request = threads.submit(() -> pump(client.getInputStream(), out, fault.asked(), client));
      pump(upstream.getInputStream(), client.getOutputStream(), fault.answered(), client);
      request.cancel(true);
      return null;
    }
  }

  private static void answer(Socket client, String line, Fault fault) throws IOException {
    String body = line.startsWith("HEAD") ? "" : "<Error><Code>" + fault.code() + "</Code></Error>";
    String answer =
        "HTTP/1.1 %d Fault\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(fault.status(), body.length(), body);
    client.getOutputStream().write(answer.getBytes(ISO_8859_1));
    client.getOutputStream().flush();
    client.shutdownOutput();
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static String closing(String head) {
    StringBuilder kept = new StringBuilder();
    head.lines()
        .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("connection:"))
        .filter(line -> !line.isEmpty())
        .forEach(line -> kept.append(line).append("\r\n"));
    return kept + "Connection: close\r\n\r\n";
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      text = next == '\n' ? head.toString(ISO_8859_1) : "";
    }
    return head.toString(ISO_8859_1);
  }

  /// @param most bytes, or -1
  private static Void pump(InputStream in, OutputStream out, long most, Socket cut)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long passed = 0;
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        int pass = (int) (most < 0 ? count : Math.min(count, most - passed));
        out.write(buffer, 0, pass);
        out.flush();
        passed += pass;
        if (most >= 0 && passed >= most) {
          cut.setSoLinger(true, 0); // what is closed now looks reset
          cut.close();
          return null;
        }
      }
    } catch (SocketException _) {
      // One of the two is gone.
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }
}
