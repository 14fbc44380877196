package dev.trainyard.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// GitHub's API as far as we use it. Answers are GitHub's own examples with our values in them, and
/// everything that passes is checked against its description.
final class GitHubDouble extends ForgeDouble {
  private static final String REPO = "/repos/" + LocalForge.REPOSITORY;
  private static final int MOST_STATUSES = 1_000;
  private static final int LONGEST_COMMENT = 65_536;
  private static final int LONGEST_DESCRIPTION = 140;

  private final GitHubDescription description = new GitHubDescription();
  private final GitHubJson json;

  GitHubDouble(LocalForge forge, ForgeRecords records) {
    super(forge, records);
    json = new GitHubJson(records);
  }

  @Override
  String root() {
    return "/api/v3"; // as GitHub Enterprise Server
  }

  @Override
  String headRef(String number) {
    return "refs/pull/" + number + "/head";
  }

  @Override
  Told told(Asked asked) throws IOException {
    String path = asked.path();
    String call = asked.method() + " " + path.replace(REPO, "").replaceAll("/[0-9]+", "/N");
    return switch (call) {
      case "GET /user" ->
          records.robots.contains(asked.account())
              ? refused(403, "Resource not accessible by integration")
              : Told.of(200, json.self(asked.account()));
      case "GET " -> Told.of(200, json.repository());
      case "GET /pulls" -> list(asked, open(asked), json::summary);
      case "GET /pulls/N" -> pull(last(path));
      case "GET /issues/N/comments" ->
          list(asked, conversation(path.split("/", -1)[5]), json::comment);
      case "GET /pulls/N/reviews" ->
          list(asked, records.reviewsOf(path.split("/", -1)[5]), json::review);
      case "POST /issues/N/comments" -> commented(asked, path.split("/", -1)[5]);
      case "PATCH /issues/comments/N" -> edited(asked, last(path));
      default -> commit(asked);
    };
  }

  private Told commit(Asked asked) throws IOException {
    Matcher list = Pattern.compile(REPO + "/commits/([0-9a-f]{40})/statuses").matcher(asked.path());
    if (asked.method().equals("GET") && list.matches()) {
      List<ForgeRecords.Check> checks = records.checksOf(new CommitId(list.group(1))).reversed();
      return list(asked, checks, json::status);
    }
    Matcher post = Pattern.compile(REPO + "/statuses/([0-9a-f]{40})").matcher(asked.path());
    return asked.method().equals("POST") && post.matches()
        ? reported(asked, new CommitId(post.group(1)))
        : refused(404, "Not Found");
  }

  private Told reported(Asked asked, CommitId commit) throws IOException {
    JsonNode body = JSON.readTree(asked.body());
    String context = body.path("context").asText("default");
    String said = body.path("description").asText("");
    long before =
        records.checksOf(commit).stream().filter(it -> it.context().equals(context)).count();
    if (!exists(commit)) {
      return refused(422, "No commit found for SHA: " + commit);
    }
    if (said.length() > LONGEST_DESCRIPTION || before >= MOST_STATUSES) {
      return refused(422, "Validation Failed");
    }
    ForgeRecords.Check check =
        new ForgeRecords.Check(
            records.checks.size() + 1,
            commit,
            context,
            body.path("state").textValue(),
            said,
            asked.account(),
            forge.now());
    records.checks.add(check);
    return Told.of(201, json.status(check));
  }

  private boolean exists(CommitId commit) {
    try {
      GitProgram.git(forge.origin().folder(), "cat-file", "-e", commit + "^{commit}");
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private List<Pull> open(Asked asked) {
    Comparator<Pull> order = Comparator.comparingInt(it -> it.id);
    boolean ascending = "asc".equals(asked.query().get("direction"));
    return records.pulls.values().stream()
        .filter(it -> it.isOpen() || !"open".equals(asked.query().getOrDefault("state", "open")))
        .filter(_ -> asked.query().getOrDefault("base", "main").equals("main"))
        .sorted(ascending ? order : order.reversed())
        .toList();
  }

  private Told pull(String number) {
    return records
        .find(number)
        .map(it -> Told.of(200, json.pull(it, GitHubDescription.example("pull-request"))))
        .orElseGet(() -> refused(404, "Not Found"));
  }

  private Told commented(Asked asked, String number) throws IOException {
    String text = JSON.readTree(asked.body()).path("body").asText();
    if (records.find(number).isEmpty()) {
      return refused(404, "Not Found");
    }
    if (text.isBlank() || text.length() > LONGEST_COMMENT) {
      return refused(422, "Validation Failed");
    }
    Remark remark = records.comment(number, asked.account(), text, forge.now());
    tell(remark);
    return Told.of(201, json.comment(remark));
  }

  private Told edited(Asked asked, String id) throws IOException {
    if (records.findRemark(id).isEmpty()) {
      return refused(404, "Not Found");
    }
    Remark remark = records.remark(id);
    if (!remark.author.equals(asked.account())) {
      return refused(403, "Must have admin rights to Repository.");
    }
    remark.text = JSON.readTree(asked.body()).path("body").asText();
    remark.edited = forge.now();
    records.pull(remark.pull).updated = forge.now();
    return Told.of(200, json.comment(remark));
  }

  private <T> Told list(Asked asked, List<T> all, Function<T, JsonNode> entry) {
    ArrayNode entries = JSON.createArrayNode();
    page(all, asked).forEach(it -> entries.add(entry.apply(it)));
    Told told = Told.of(200, entries);
    if (asked.page() * asked.perPage() < all.size()) {
      Map<String, String> query = new TreeMap<>(asked.query());
      query.put("page", String.valueOf(asked.page() + 1));
      StringBuilder next = new StringBuilder(forge.api() + asked.path());
      query.forEach((k, v) -> next.append(next.indexOf("?") < 0 ? "?" : "&").append(k + "=" + v));
      told.headers().put("Link", "<" + next + ">; rel=\"next\"");
    }
    return told;
  }

  @Override
  Told refused(int status, String message) {
    return Told.of(
        status,
        JSON.createObjectNode()
            .put("message", message)
            .put("documentation_url", "https://docs.github.com/rest")
            .put("status", String.valueOf(status)));
  }

  @Override
  int limitStatus() {
    return 403;
  }

  @Override
  void check(Asked asked, Told told) throws IOException {
    description.checkRequest(asked.method(), asked.path(), asked.query(), asked.body());
    description.checkAnswer(
        asked.method(), asked.path(), told.status(), JSON.writeValueAsBytes(told.body()));
  }

  @Override
  Set<String> unused() {
    return description.unused();
  }

  @Override
  List<String> violations() {
    return description.violations();
  }

  @Override
  Map<String, String> rateHeaders() {
    Instant reset =
        records.reset.equals(Instant.EPOCH) ? forge.now().plusSeconds(3_600) : records.reset;
    return Map.of(
        "X-RateLimit-Limit", "5000",
        "X-RateLimit-Remaining", String.valueOf(Math.max(0, records.budget)),
        "X-RateLimit-Reset", String.valueOf(reset.getEpochSecond()),
        "X-RateLimit-Used", "0",
        "X-RateLimit-Resource", "core");
  }

  @Override
  void tell(String action, Pull pull) throws IOException {
    ObjectNode payload = GitHubDescription.delivery("pull_request$" + action);
    payload.put("number", pull.id);
    json.pull(pull, (ObjectNode) payload.get("pull_request"));
    ((ObjectNode) payload.get("repository")).put("full_name", LocalForge.REPOSITORY);
    deliver("pull_request", "pull_request$" + action, payload);
  }

  @Override
  void tell(Remark remark) throws IOException {
    ObjectNode payload = GitHubDescription.delivery("issue_comment$created");
    ((ObjectNode) payload.get("comment")).put("body", remark.text).put("id", remark.number);
    json.user(remark.author, (ObjectNode) payload.at("/comment/user"));
    deliver("issue_comment", "issue_comment$created", payload);
  }

  private void deliver(String event, String schema, ObjectNode payload) throws IOException {
    if (hook().isPresent()) {
      description.checkDelivery(schema, payload);
      byte[] body = JSON.writeValueAsBytes(payload);
      deliver(
          Map.of(
              "Content-Type",
              "application/json",
              "User-Agent",
              "GitHub-Hookshot/local",
              "X-GitHub-Event",
              event,
              "X-GitHub-Delivery",
              UUID.randomUUID().toString(),
              "X-Hub-Signature-256",
              Signature.of(body, hook().get().secret())),
          body);
    }
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// Comments on lines are listed elsewhere.
  private List<Remark> conversation(String number) {
    return records.remarksOf(number).stream().filter(remark -> !remark.isOnLine).toList();
  }
}
