package dev.trainyard.forge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.forge.ForgeRecords.Check;
import java.time.Instant;

/// What GitLab's documentation shows, as far as we read it.
record GitLabJson(ForgeRecords records) {
  static final int PROJECT = 7;

  static ObjectNode project() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", PROJECT)
        .put("path", "yard")
        .put("path_with_namespace", LocalForge.REPOSITORY)
        .put("default_branch", "main");
  }

  static ObjectNode user(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", name.hashCode() & 0x7fffffff)
        .put("username", name)
        .put("name", name)
        .put("state", "active");
  }

  ObjectNode request(Pull pull) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    String state =
        switch (pull.state) {
          case OPEN -> "opened";
          case CLOSED -> "closed";
          case MERGED -> "merged";
        };
    json.put("id", 10_000 + pull.id)
        .put("iid", pull.id)
        .put("project_id", PROJECT)
        .put("title", pull.title)
        .put("state", state)
        .put("created_at", time(pull.created))
        .put("updated_at", time(pull.updated))
        .put("target_branch", "main")
        .put("source_branch", pull.branch)
        .put("sha", pull.head.hex())
        .put("draft", pull.draft)
        .put("work_in_progress", pull.draft);
    json.set("author", user(pull.author));
    return json;
  }

  ObjectNode note(Remark remark) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", remark.number)
        .put("body", remark.text)
        .put("created_at", time(remark.created))
        .put("updated_at", time(remark.edited))
        .put("system", records.robots.contains(remark.author))
        .put("noteable_iid", Integer.valueOf(remark.pull))
        .put("noteable_type", "MergeRequest")
        .put("internal", false);
    json.put("type", remark.isOnLine ? "DiffNote" : null);
    json.set("author", user(remark.author));
    return json;
  }

  ObjectNode status(Check check) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", check.id())
        .put("sha", check.commit().hex())
        .put("status", check.state())
        .put("name", check.context())
        .put("description", check.description())
        .put("created_at", time(check.created()));
    json.set("author", user(check.creator()));
    return json;
  }

  private static String time(Instant time) {
    return time.toString().replace("Z", ".000Z");
  }
}
