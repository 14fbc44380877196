package dev.trainyard.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.forge.ForgeRecords.Check;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// GitLab's API as far as we use it, after its REST documentation.
final class GitLabDouble extends ForgeDouble {
  private static final String V4 = "/v4/projects/";
  private static final int PROJECT = GitLabJson.PROJECT;
  private static final Map<String, List<String>> PARAMETERS =
      Map.of(
          "merge_requests",
          List.of("state", "target_branch", "order_by", "sort", "page", "per_page"),
          "notes",
          List.of("order_by", "sort", "page", "per_page"),
          "statuses",
          List.of("page", "per_page"));

  private final List<String> violations = new CopyOnWriteArrayList<>();

  private final GitLabJson json;

  GitLabDouble(LocalForge forge, ForgeRecords records) {
    super(forge, records);
    json = new GitLabJson(records);
  }

  @Override
  String root() {
    return "/api";
  }

  @Override
  String address() {
    return "";
  }

  @Override
  String headRef(String number) {
    return "refs/merge-requests/" + number + "/head";
  }

  @Override
  Told told(Asked asked) throws IOException {
    String path = asked.path();
    if (path.equals("/v4/user")) {
      return Told.of(200, GitLabJson.user(asked.account()));
    }
    if (path.equals(V4 + "lab%2Fyard")) {
      return Told.of(200, GitLabJson.project());
    }
    String[] parts = path.startsWith(V4 + PROJECT + "/") ? path.split("/", -1) : new String[0];
    String call = asked.method() + path.replace(V4 + PROJECT, "").replaceAll("/[0-9]+", "/N");
    return switch (call) {
      case "GET/merge_requests" -> list(asked, open(asked), json::request);
      case "GET/merge_requests/N" ->
          records.find(parts[5]).map(it -> Told.of(200, json.request(it))).orElseGet(this::missing);
      case "GET/merge_requests/N/notes" -> list(asked, records.remarksOf(parts[5]), json::note);
      case "POST/merge_requests/N/notes" -> noted(asked, parts[5]);
      case "PUT/merge_requests/N/notes/N" -> edited(asked, parts[7]);
      default -> commit(asked);
    };
  }

  private Told commit(Asked asked) {
    Matcher list =
        Pattern.compile(V4 + PROJECT + "/repository/commits/([0-9a-f]{40})/statuses")
            .matcher(asked.path());
    if (asked.method().equals("GET") && list.matches()) {
      return list(asked, latest(new CommitId(list.group(1))), json::status);
    }
    Matcher post = Pattern.compile(V4 + PROJECT + "/statuses/([0-9a-f]{40})").matcher(asked.path());
    return asked.method().equals("POST") && post.matches()
        ? reported(asked, new CommitId(post.group(1)))
        : unknown(asked);
  }

  private List<Check> latest(CommitId commit) {
    Map<String, Check> latest = new LinkedHashMap<>();
    records.checksOf(commit).forEach(it -> latest.put(it.context(), it));
    return List.copyOf(latest.values());
  }

  /// A check that waits cannot be made to wait.
  private Told reported(Asked asked, CommitId commit) {
    Map<String, String> form = form(asked);
    String name = form.getOrDefault("name", "default");
    String state = form.getOrDefault("state", "");
    if (!List.of("pending", "running", "success", "failed", "canceled").contains(state)) {
      return refused(400, "state does not have a valid value");
    }
    Optional<Check> before =
        latest(commit).stream().filter(it -> it.context().equals(name)).findFirst();
    if (before.isPresent() && before.get().state().equals(state) && state.equals("pending")) {
      return refused(400, "Cannot transition status via :enqueue from :pending");
    }
    Check check =
        new Check(
            records.checks.size() + 1,
            commit,
            name,
            state,
            form.getOrDefault("description", ""),
            asked.account(),
            forge.now());
    records.checks.add(check);
    return Told.of(201, json.status(check));
  }

  private List<Pull> open(Asked asked) {
    return records.pulls.values().stream()
        .filter(it -> it.isOpen() || !"opened".equals(asked.query().get("state")))
        .filter(_ -> asked.query().getOrDefault("target_branch", "main").equals("main"))
        .toList();
  }

  private Told noted(Asked asked, String number) {
    if (records.find(number).isEmpty()) {
      return missing();
    }
    String text = form(asked).getOrDefault("body", "");
    return Told.of(201, json.note(records.comment(number, asked.account(), text, forge.now())));
  }

  private Told edited(Asked asked, String id) {
    if (records.findRemark(id).isEmpty()) {
      return missing();
    }
    Remark remark = records.remark(id);
    if (!remark.author.equals(asked.account())) {
      return refused(403, "403 Forbidden");
    }
    remark.text = form(asked).getOrDefault("body", "");
    remark.edited = forge.now();
    return Told.of(200, json.note(remark));
  }

  private static Map<String, String> form(Asked asked) {
    return form(new String(asked.body(), StandardCharsets.UTF_8));
  }

  private <T> Told list(Asked asked, List<T> all, Function<T, JsonNode> entry) {
    ArrayNode entries = JSON.createArrayNode();
    page(all, asked).forEach(it -> entries.add(entry.apply(it)));
    Told told = Told.of(200, entries);
    int pages = Math.max(1, (all.size() + asked.perPage() - 1) / asked.perPage());
    told.headers().put("X-Page", String.valueOf(asked.page()));
    told.headers().put("X-Per-Page", String.valueOf(asked.perPage()));
    told.headers().put("X-Total", String.valueOf(all.size()));
    told.headers().put("X-Total-Pages", String.valueOf(pages));
    told.headers().put("X-Next-Page", asked.page() < pages ? "" + (asked.page() + 1) : "");
    return told;
  }

  private Told unknown(Asked asked) {
    violations.add("no such call: " + asked.method() + " " + asked.path());
    return missing();
  }

  private Told missing() {
    return refused(404, "404 Not Found");
  }

  @Override
  Told refused(int status, String message) {
    return Told.of(status, JSON.createObjectNode().put("message", message));
  }

  @Override
  void check(Asked asked, Told told) {
    String last = asked.path().substring(asked.path().lastIndexOf('/') + 1);
    List<String> allowed = PARAMETERS.getOrDefault(last, List.of());
    for (String name : asked.query().keySet()) {
      if (!allowed.contains(name)) {
        violations.add(asked.method() + " " + asked.path() + " has no parameter " + name);
      }
    }
  }

  @Override
  List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  Map<String, String> rateHeaders() {
    Map<String, String> headers = new TreeMap<>();
    headers.put("RateLimit-Limit", "2000");
    headers.put("RateLimit-Remaining", String.valueOf(Math.max(0, records.budget)));
    headers.put("RateLimit-Reset", String.valueOf(records.reset.getEpochSecond()));
    return headers;
  }

  @Override
  void tell(String action, Pull pull) throws IOException {
    ObjectNode payload = JSON.createObjectNode().put("object_kind", "merge_request");
    payload.putObject("object_attributes").put("iid", pull.id).put("action", action);
    deliver("Merge Request Hook", payload);
  }

  @Override
  void tell(Remark remark) throws IOException {
    ObjectNode payload = JSON.createObjectNode().put("object_kind", "note");
    payload.putObject("object_attributes").put("id", remark.number).put("note", remark.text);
    deliver("Note Hook", payload);
  }

  private void deliver(String event, ObjectNode payload) throws IOException {
    if (hook().isPresent()) {
      deliver(
          Map.of(
              "Content-Type",
              "application/json",
              "X-Gitlab-Event",
              event,
              "X-Gitlab-Token",
              hook().get().secret()),
          JSON.writeValueAsBytes(payload));
    }
  }
}
