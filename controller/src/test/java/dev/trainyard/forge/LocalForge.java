package dev.trainyard.forge;

import com.sun.net.httpserver.HttpExchange;
import dev.trainyard.git.HttpOrigin;
import dev.trainyard.git.Origin;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A forge on this machine: a real Git server over HTTP, and beside it the calls of GitHub's or
/// GitLab's API that we use. The repository is `lab/yard`. What people do there are methods here.
public final class LocalForge implements AutoCloseable {
  static final String OWNER = "lab";
  public static final String REPOSITORY = OWNER + "/yard";

  private final HttpOrigin server;
  private final ForgeRepositories repositories;
  private final ForgeDouble forge;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final ForgeRecords records = new ForgeRecords();
  private volatile HttpOrigin.Behaviour fault = (_, _) -> false;
  volatile InstantSource clock = InstantSource.system();

  private LocalForge(Path folder, ForgeSettings.Kind kind) throws IOException {
    server = new HttpOrigin(Files.createDirectories(folder));
    repositories = new ForgeRepositories(folder);
    forge =
        switch (kind) {
          case GITHUB -> new GitHubDouble(this, records);
          case GITLAB -> new GitLabDouble(this, records);
        };
    server.behave(this::answers);
  }

  /// A call of the API, as it was asked.
  public record Call(String method, String path, int status) {}

  public static LocalForge gitHub(Path folder) throws IOException {
    return new LocalForge(folder, ForgeSettings.Kind.GITHUB);
  }

  public static LocalForge gitLab(Path folder) throws IOException {
    return new LocalForge(folder, ForgeSettings.Kind.GITLAB);
  }

  /// To be set as `spec.forge.url`.
  public URI api() {
    return URI.create(host() + forge.address());
  }

  /// To be set as `spec.repository.url`.
  public String gitUrl() {
    return host() + "/" + REPOSITORY + ".git";
  }

  String host() {
    return server.url().replace("/yard.git", "");
  }

  /// The repository that pull requests are for.
  public Origin origin() {
    return repositories.main();
  }

  /// An account that may use the API with this token.
  public void account(String login, String token) {
    records.tokens.put(token, login);
  }

  /// From now on the token is refused.
  public void expire(String token) {
    records.tokens.remove(token);
  }

  /// An account that is no person.
  public void robot(String login) {
    records.robots.add(login);
  }

  /// Somebody's own copy of the repository.
  public Origin fork(String user) throws IOException {
    return repositories.fork(user);
  }

  /// One commit more on a branch of somebody's repository; a new branch begins where main is.
  public CommitId push(String owner, String branch, Map<String, String> files) throws IOException {
    CommitId commit = repositories.push(owner, branch, files);
    moved(owner, branch);
    return commit;
  }

  /// The branch begins anew where main is, with these files changed.
  public CommitId forcePush(String owner, String branch, Map<String, String> files)
      throws IOException {
    CommitId commit = repositories.forcePush(owner, branch, files);
    moved(owner, branch);
    return commit;
  }

  /// Opens a pull request of a branch in somebody's repository (`lab` is the repository itself).
  public String open(String author, String owner, String branch, String title) throws IOException {
    Pull pull = records.open(author, owner, branch, title, now());
    follow(pull);
    forge.tell("opened", pull);
    return pull.number();
  }

  public void draft(String number) {
    Pull pull = records.pull(number);
    pull.draft = true;
    pull.updated = now();
  }

  public void close(String number) throws IOException {
    Pull pull = records.pull(number);
    pull.state = Pull.State.CLOSED;
    pull.updated = now();
    forge.tell("closed", pull);
  }

  /// Merges with a merge commit, as the forge's green button does.
  public CommitId merge(String number) throws IOException {
    Pull pull = records.pull(number);
    CommitId commit = repositories.merge(number, pull.head);
    pull.state = Pull.State.MERGED;
    pull.updated = now();
    forge.tell("closed", pull);
    return commit;
  }

  public CommitId head(String number) {
    return records.pull(number).head;
  }

  /// Comments a pull request, and returns the comment's id.
  public String comment(String number, String author, String text) throws IOException {
    Remark remark = records.comment(number, author, text, now());
    forge.tell(remark);
    return remark.id();
  }

  /// Comments a line of a file.
  public void commentOnLine(String number, String author, String text) throws IOException {
    Remark remark = records.comment(number, author, text, now());
    remark.isOnLine = true;
  }

  /// Approves of a pull request as it stands, with these words. GitHub only: GitLab's reviews are
  /// comments like any other.
  public void review(String number, String author, String text) {
    records.review(number, author, text, now());
  }

  /// Dismisses somebody's reviews.
  public void dismiss(String number, String author) {
    records.reviewsOf(number).stream()
        .filter(it -> it.author.equals(author))
        .forEach(it -> it.dismissed = true);
    records.pull(number).updated = now();
  }

  public void edit(String comment, String text) {
    Remark remark = records.remark(comment);
    remark.text = text;
    remark.edited = now().plusSeconds(5);
    records.pull(remark.pull).updated = now();
  }

  public void delete(String comment) {
    records.remarks.removeIf(it -> it.id().equals(comment));
  }

  /// What stands under a pull request: author and text, oldest first.
  public List<Map.Entry<String, String>> comments(String number) {
    List<Map.Entry<String, String>> texts = new ArrayList<>();
    records.remarksOf(number).forEach(it -> texts.add(Map.entry(it.author, it.text)));
    return texts;
  }

  /// The latest check under each context of a commit: state and description, as the forge has them.
  public Map<String, String> checks(CommitId commit) {
    Map<String, String> latest = new TreeMap<>();
    records.checksOf(commit).forEach(it -> latest.put(it.context(), it.state()));
    return latest;
  }

  /// Every report of a commit.
  public List<String> reports(CommitId commit) {
    return records.checksOf(commit).stream()
        .map(it -> it.context() + " " + it.state() + " " + it.description())
        .toList();
  }

  /// Deliveries go there from now on.
  public void webhook(URI target, String secret) {
    forge.webhook(target, secret);
  }

  /// Deliveries are lost from now on.
  public void loseWebhooks() {
    forge.loseWebhooks();
  }

  /// So many calls are answered until `reset`; answers that nothing has changed are free.
  public void limit(long calls, Instant reset) {
    records.budget = calls;
    records.reset = reset;
  }

  /// Answers calls in its own way, before the forge does.
  public void behave(HttpOrigin.Behaviour changed) {
    fault = changed;
  }

  public void recover() {
    fault = (_, _) -> false;
    limit(5_000, now().plusSeconds(3_600));
  }

  public void clock(InstantSource changed) {
    clock = changed;
  }

  /// The calls of the API so far.
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  public void forgetCalls() {
    calls.clear();
  }

  /// Everything in which a request, an answer or a delivery is not as the real forge describes it.
  public List<String> violations() {
    return forge.violations();
  }

  Set<String> unused() {
    return forge.unused();
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  void called(String method, String path, int status) {
    calls.add(new Call(method, path, status));
  }

  private boolean answers(HttpExchange exchange, byte[] body) throws IOException {
    if (!exchange.getRequestURI().getPath().startsWith("/api/")) {
      return false; // Git
    }
    if (fault.answers(exchange, body)) {
      called(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), 0);
      return true;
    }
    synchronized (this) {
      forge.answer(exchange, body);
    }
    return true;
  }

  private void moved(String owner, String branch) throws IOException {
    for (Pull pull : records.pulls.values()) {
      if (pull.owner.equals(owner) && pull.branch.equals(branch) && pull.isOpen()) {
        follow(pull);
        forge.tell("synchronize", pull);
      }
    }
  }

  private void follow(Pull pull) throws IOException {
    pull.head = repositories.follow(pull, forge.headRef(pull.number()));
    pull.updated = now();
  }

  @Override
  public void close() {
    server.close();
    repositories.close();
    forge.close();
  }
}
