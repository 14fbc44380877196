package dev.trainyard.bench;

import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.Credentials;
import dev.trainyard.git.Fence;
import dev.trainyard.git.RemoteLimits;
import dev.trainyard.git.RemoteSettings;
import dev.trainyard.git.RemoteUrl;
import dev.trainyard.git.RepositorySettings;
import dev.trainyard.git.StatusChange;
import dev.trainyard.git.StatusMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What it costs to say something on a status branch of 10,000 files, up to the remote having it,
/// beside the git command line; and how the repository grows.
final class StatusCommits implements Bench {
  private static final int FILES = 10_000;
  private static final int MANY = 1_000;
  private static final int POLL = 10;
  private static final int DISK_BLOCK = 4096;
  private static final String OURS = "status commit and push";
  private static final String PORCELAIN = "git add, commit, push";
  private static final String PLUMBING = "git hash-object, update-index, write-tree, push";
  private static final String KEPT = "mirror, housekeeping as the controller does it";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private int version;

  @Override
  public String name() {
    return "status";
  }

  @Override
  public List<Contest> contests(Lab lab) throws Exception {
    Server http = Server.of(lab.folder());
    open.push(http);
    Path own = origin(lab, "own.git");
    Path peers = origin(lab, "peers.git");
    ConfigRepository repository = repository(http.url(own), lab.fresh("work"));
    say(repository, FILES);
    Path clone = lab.folder().resolve("clone");
    Program.of(lab.folder(), "git", "clone", "-q", http.url(peers), clone.toString()).run();
    shell(clone, "git config user.name me && git config user.email me@example.org").run();
    shell(clone, "git checkout -q -b status; git config gc.auto 0").run();
    write(clone, FILES);
    shell(clone, "git add . && git commit -qm all && git push -q origin HEAD:status").run();
    return List.of(
        contest("1,000 changes among 10,000 files", MANY, 11, repository, clone),
        contest("one change among 10,000 files", 1, 21, repository, clone),
        growth(lab, http));
  }

  private Contest contest(
      String title, int changes, int rounds, ConfigRepository repository, Path clone) {
    return Contest.of(
        title,
        rounds,
        List.of(
            Subject.of(PORCELAIN, () -> porcelain(clone, changes)),
            Subject.of(PLUMBING, () -> plumbing(clone, changes)),
            Subject.of(OURS, () -> Figures.time(() -> say(repository, changes)))),
        Aim.times(OURS, Quantity.WALL, 1, PORCELAIN),
        Aim.times(OURS, Quantity.WALL, 1, PLUMBING));
  }

  private static Path origin(Lab lab, String name) throws Exception {
    Path origin = lab.folder().resolve(name);
    Program.of(lab.folder(), "git", "init", "-q", "--bare", "-b", "main", origin.toString()).run();
    shell(origin, "git config http.receivepack true; git config gc.auto 0").run();
    shell(origin, "git config receive.autogc false").run();
    return origin;
  }

  private ConfigRepository repository(String url, Path work) throws Exception {
    RemoteUrl remote = RemoteUrl.parse(url, RemoteUrl.PlainHttp.LOOPBACK_ONLY);
    ConfigRepository repository =
        ConfigRepository.open(
            new RepositorySettings(
                new RemoteSettings(remote, new Credentials.None(), RemoteLimits.defaults()),
                work,
                "main",
                "status",
                RepositorySettings.Author.TRAINYARD));
    open.push(repository);
    repository.fetch();
    return repository;
  }

  /// Says something new in so many files.
  private void say(ConfigRepository repository, int changes) throws Exception {
    version++;
    List<StatusChange> all =
        IntStream.range(0, changes)
            .<StatusChange>mapToObj(i -> new StatusChange.Put(path(i), text(i)))
            .toList();
    StatusMessage message = new StatusMessage("Version " + version, new LinkedHashMap<>());
    repository.status().commit(all, message, Instant.now(), new Fence("", _ -> true));
  }

  /// The first ones are spread over the folders.
  private static String path(int number) {
    return switch (number % 2) {
      case 0 -> "trains/t%d.yaml".formatted(number);
      default -> "wagons/a%d/w%d.yaml".formatted(number % 101, number);
    };
  }

  private String text(int number) {
    StringBuilder text = new StringBuilder("name: t" + number + "\nversion: " + version + "\n");
    for (int line = 0; line < 40; line++) {
      text.append("field").append(line).append(": value ").append(number * line).append('\n');
    }
    return text.toString();
  }

  private Path write(Path clone, int changes) throws IOException {
    version++;
    StringBuilder paths = new StringBuilder();
    for (int i = 0; i < changes; i++) {
      Path file = clone.resolve(path(i));
      Files.createDirectories(file.getParent());
      Files.writeString(file, text(i));
      paths.append(path(i)).append('\n');
    }
    return Files.writeString(clone.resolve(".git/changed"), paths);
  }

  /// Files are written before the clock runs.
  private Figures porcelain(Path clone, int changes) throws Exception {
    write(clone, changes);
    return shell(clone, "git add . && git commit -qm new && git push -q origin HEAD:status")
        .run()
        .without(Quantity.MEMORY);
  }

  private Figures plumbing(Path clone, int changes) throws Exception {
    write(clone, changes);
    String script =
        """
        set -e
        git hash-object -w --stdin-paths < .git/changed | paste - .git/changed |
          sed 's/^/100644 /' | git update-index --index-info
        commit=$(git commit-tree -m new -p HEAD "$(git write-tree)")
        git push -q origin "$commit:refs/heads/status"
        git update-ref HEAD "$commit"
        """;
    return shell(clone, script).run().without(Quantity.MEMORY);
  }

  private static Program shell(Path folder, String script) {
    return Program.of(folder, "bash", "-c", script);
  }

  private Contest growth(Lab lab, Server http) throws Exception {
    Path origin = origin(lab, "grown.git");
    Path work = lab.fresh("grown");
    ConfigRepository repository = repository(http.url(origin), work);
    say(repository, FILES);
    repository.housekeep();
    Program gc = Program.of(origin, "git", "gc", "-q", "--prune=now");
    gc.run();
    double mirrorBefore = kibibytes(work);
    double originBefore = kibibytes(origin);
    return Contest.counting(
        "what 1,000 commits of one change each add",
        1,
        List.of(
            Subject.of(
                KEPT,
                () ->
                    Figures.time(() -> grow(repository))
                        .and(Quantity.SIZE, kibibytes(work) - mirrorBefore)),
            Subject.of(
                "remote, as it was pushed",
                () -> Figures.of(Quantity.SIZE, kibibytes(origin) - originBefore)),
            Subject.of(
                "remote, after git gc",
                () -> gc.run().and(Quantity.SIZE, kibibytes(origin) - originBefore))));
  }

  private void grow(ConfigRepository repository) throws Exception {
    for (int commit = 0; commit < MANY; commit++) {
      say(repository, 1);
      if (commit % POLL == 0) {
        repository.housekeep();
      }
    }
  }

  /// What a folder takes on disk.
  private static double kibibytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(StatusCommits::blocks).sum()
          * (DISK_BLOCK / 1024.0);
    }
  }

  private static long blocks(Path file) {
    try {
      return Math.ceilDiv(Files.size(file), DISK_BLOCK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
