package dev.trainyard.remote.xrootd;

import dev.trainyard.remote.DamagedFileException;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.UnusableRemoteException;
import dev.trainyard.remote.xrootd.XrootdProgram.Said;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Adler32;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/// A folder of an XRootD server.
///
/// A server lets one of several writers make a file, but others see it while it grows. So small
/// files end with a checksum of what is before it, and who finds one without waits for it. A writer
/// that dies takes its unfinished file along (`--posc`).
///
/// @param address its top
public record XrootdRemote(XrootdProgram program, RemoteAddress address, InstantSource clock)
    implements Remote {
  private static final String COPY = "xrdcp";
  private static final String FILES = "xrdfs";
  private static final Duration SHORT = Duration.ofMinutes(3);
  private static final Duration LONG = Duration.ofHours(6);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(300);
  private static final int TRIES = 4;
  private static final int LOOKS = 40;
  private static final Duration LOOK = Duration.ofMillis(250);

  /// More than any record has: what is larger was not written by us.
  private static final long MOST_BYTES = 1 << 28;

  private static final Duration YOUNG = Duration.ofHours(1);

  private String path(String name) throws IOException {
    String path = "/" + (name.isEmpty() ? address : address.below(name)).path();
    if (path.chars().anyMatch(c -> c == '?' || c == '*' || c == '#' || Character.isISOControl(c))) {
      throw new UnusableRemoteException("XRootD has a meaning of its own for ?, * and #: " + path);
    }
    return path;
  }

  private String server() {
    return "root://" + address.authority();
  }

  private String url(String name) throws IOException {
    return server() + "/" + path(name);
  }

  @Override
  public Optional<Entry> find(String name) throws IOException {
    Said said = run(name, FILES, List.of(server(), "stat", path(name)), SHORT);
    return said.isMissing() ? Optional.empty() : XrootdListing.file(said.output(), name);
  }

  @Override
  public Listing list(String folder, String begin, String after) throws IOException {
    Said said = run(folder, FILES, List.of(server(), "ls", "-l", path(folder)), SHORT);
    if (said.isIncomplete()) {
      throw new IOException(
          "not all servers of %s tell what they have: %s".formatted(server(), said.why()));
    }
    String top = path("");
    return XrootdListing.children(
        said.isMissing() ? "" : said.output(), top.endsWith("/") ? top : top + "/", begin, after);
  }

  @Override
  public void get(String name, Path target, Duration most) throws IOException {
    Entry before = find(name).orElseThrow(() -> gone(name));
    Said said = run(name, COPY, copy("--force", url(name), target), most);
    if (said.isMissing()) {
      throw gone(name);
    } else if (Files.size(target) != before.size()) {
      throw new IOException(
          "%s has %d bytes, and %d came"
              .formatted(address.below(name), before.size(), Files.size(target)));
    }
  }

  private static List<String> copy(String how, String from, Path to) {
    return List.of("--silent", "--nopbar", how, from, to.toAbsolutePath().toString());
  }

  private NoSuchFileException gone(String name) {
    return new NoSuchFileException(address.below(name).toString());
  }

  @Override
  public byte[] read(String name) throws IOException {
    byte @Nullable [] content = Seal.content(whole(name));
    for (int look = 1; content == null && look < LOOKS && isYoung(name); look++) {
      pause(LOOK);
      content = Seal.content(whole(name));
    }
    if (content == null) {
      throw new DamagedFileException(address.below(name) + " is not whole, and does not become so");
    }
    return content;
  }

  /// Whether somebody may still be writing it; clocks may differ a bit.
  private boolean isYoung(String name) throws IOException {
    Instant made = find(name).orElseThrow(() -> gone(name)).modified();
    return made.isAfter(clock.instant().minus(YOUNG));
  }

  private byte[] whole(String name) throws IOException {
    Path local = Files.createTempFile("trainyard-xrootd-", ".file");
    try {
      if (run(name, COPY, copy("--force", url(name), local), SHORT).isMissing()) {
        throw gone(name);
      } else if (Files.size(local) > MOST_BYTES) {
        throw new DamagedFileException(
            "%s has %d bytes, which no record has"
                .formatted(address.below(name), Files.size(local)));
      }
      return Files.readAllBytes(local);
    } finally {
      Files.deleteIfExists(local);
    }
  }

  @Override
  public InputStream open(String name, long from) throws IOException {
    Entry file = find(name).orElseThrow(() -> gone(name));
    List<String> words = List.of("--silent", "--nopbar", url(name), "-");
    InputStream in =
        new XrootdStream(program.begin(COPY, words), address.below(name).toString(), file.size());
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public void put(Path file, String name) throws IOException {
    String part = name + ".part-" + UUID.randomUUID();
    List<String> words =
        List.of(
            "--silent",
            "--nopbar",
            "--posc",
            "--force",
            file.toAbsolutePath().toString(),
            url(part));
    require(name, run(name, COPY, words, LONG));
    verify(file, part);
    move(part, name, Files.size(file));
  }

  /// An answer that got lost makes the next try look like a file that never was: what is there
  /// tells.
  private void move(String part, String name, long size) throws IOException {
    Said said = run(name, FILES, List.of(server(), "mv", path(part), path(name)), SHORT);
    boolean isMoved = said.isMissing() && find(name).filter(it -> it.size() == size).isPresent();
    if (!isMoved) {
      require(name, said);
    }
  }

  /// Compares what is there with what was sent: by its size, and by its checksum where the server
  /// has them.
  private void verify(Path file, String name) throws IOException {
    long size = find(name).map(Entry::size).orElse(-1L);
    String sum = "";
    Said said = program.run(FILES, List.of(server(), "query", "checksum", path(name)), LONG);
    if (said.isDone() && said.output().startsWith("adler32 ")) {
      sum = said.output().substring("adler32 ".length()).strip();
    }
    if (size != Files.size(file) || !(sum.isEmpty() || sum.equals(adler32(file)))) {
      throw new IOException(address.below(name) + " is not what was uploaded");
    }
  }

  private static String adler32(Path file) throws IOException {
    Adler32 sum = new Adler32();
    try (InputStream in = new CheckedInputStream(Files.newInputStream(file), sum)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }

  @Override
  public void put(byte[] content, String name) throws IOException {
    Path local = Files.createTempFile("trainyard-xrootd-", ".file");
    try {
      put(Files.write(local, Seal.put(content)), name);
    } finally {
      Files.deleteIfExists(local);
    }
  }

  @Override
  public boolean create(byte[] content, String name) throws IOException {
    Path local = Files.createTempFile("trainyard-xrootd-", ".file");
    try {
      Files.write(local, Seal.put(content));
      for (int look = 0; look < LOOKS; look++) {
        List<String> words = List.of("--silent", "--nopbar", "--posc", local.toString(), url(name));
        Said said = run(name, COPY, words, SHORT);
        if (said.isDone()) {
          return true;
        }
        try {
          return Arrays.equals(read(name), content);
        } catch (NoSuchFileException _) {
          pause(LOOK); // whoever made it died, and it is gone
        } catch (DamagedFileException _) {
          return false; // whoever made it died, and it stays
        }
      }
      throw new IOException(address.below(name) + " cannot be made");
    } finally {
      Files.deleteIfExists(local);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Said said = run(name, FILES, List.of(server(), "rm", path(name)), SHORT);
    if (!said.isMissing()) {
      require(name, said);
    }
  }

  @Override
  public void sweep(Instant before) {
    // The server takes away what breaks off.
  }

  /// Runs a program, again if that may help. Missing and existing files are answers.
  private Said run(String name, String what, List<String> words, Duration most) throws IOException {
    Said said = program.run(what, words, most);
    for (int tries = 1; tries < TRIES && !isAnswer(said); tries++) {
      pause(FIRST_PAUSE.multipliedBy(1L << tries));
      said = program.run(what, words, most);
    }
    if (!said.isMissing() && !said.isThere()) {
      require(name, said);
    }
    return said;
  }

  private static boolean isAnswer(Said said) {
    return said.isDone() || said.isMissing() || said.isThere() || said.isForbidden();
  }

  private void require(String name, Said said) throws IOException {
    String where = (name.isEmpty() ? address : address.below(name)).toString();
    if (said.isForbidden()) {
      throw new UnusableRemoteException(
          "%s may not be used with these credentials: %s".formatted(where, said.why()));
    } else if (!said.isDone()) {
      throw new IOException("%s: %s".formatted(where, said.why()));
    }
  }

  private static void pause(Duration time) throws InterruptedIOException {
    LockSupport.parkNanos(time.toNanos());
    if (Thread.interrupted()) {
      throw new InterruptedIOException("interrupted while an XRootD server was waited for");
    }
  }
}
