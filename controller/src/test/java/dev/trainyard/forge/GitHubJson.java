package dev.trainyard.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// GitHub's own examples with the local forge's values in them.
record GitHubJson(ForgeRecords records) {
  JsonNode repository() {
    ObjectNode repository = GitHubDescription.example("full-repository-default-response");
    repository.put("name", "yard").put("full_name", LocalForge.REPOSITORY);
    repository.set("owner", user(LocalForge.OWNER, (ObjectNode) repository.get("owner")));
    return repository;
  }

  JsonNode self(String login) {
    String example = "private-user-response-with-public-and-private-profile-information";
    return user(login, GitHubDescription.example(example));
  }

  JsonNode user(String login, ObjectNode user) {
    return user.put("login", login)
        .put("id", login.hashCode() & 0x7fffffff)
        .put("type", records.robots.contains(login) ? "Bot" : "User");
  }

  JsonNode summary(Pull pull) {
    return pull(pull, GitHubDescription.example("pull-request-simple-items"));
  }

  JsonNode pull(Pull pull, ObjectNode json) {
    json.put("number", pull.id)
        .put("id", 10_000 + pull.id)
        .put("title", pull.title)
        .put("state", pull.isOpen() ? "open" : "closed")
        .put("draft", pull.draft)
        .put("created_at", pull.created.toString())
        .put("updated_at", pull.updated.toString());
    user(pull.author, (ObjectNode) json.get("user"));
    ((ObjectNode) json.get("head")).put("sha", pull.head.hex()).put("ref", pull.branch);
    ((ObjectNode) json.get("base")).put("ref", "main");
    return json;
  }

  JsonNode comment(Remark remark) {
    ObjectNode json = GitHubDescription.example("issue-comment");
    json.put("id", remark.number)
        .put("body", remark.text)
        .put("created_at", remark.created.toString())
        .put("updated_at", remark.edited.toString());
    user(remark.author, (ObjectNode) json.get("user"));
    return json;
  }

  JsonNode review(Review review) {
    ObjectNode json = GitHubDescription.example("pull-request-review-items");
    json.put("id", review.number)
        .put("body", review.text)
        .put("state", review.dismissed ? "DISMISSED" : "APPROVED")
        .put("submitted_at", review.submitted.toString())
        .put("commit_id", review.head.hex());
    user(review.author, (ObjectNode) json.get("user"));
    return json;
  }

  JsonNode status(ForgeRecords.Check check) {
    ObjectNode json = GitHubDescription.example("status");
    json.put("id", check.id())
        .put("state", check.state())
        .put("context", check.context())
        .put("description", check.description())
        .put("created_at", check.created().toString())
        .put("updated_at", check.created().toString());
    user(check.creator(), (ObjectNode) json.get("creator"));
    return json;
  }
}
