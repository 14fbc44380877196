package dev.trainyard.engine.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes of objects as the API server lets them through: what is not allowed, what is filled in,
/// and what deletion does.
final class Admission {
  private static final int CONFIG_MAP_BYTES = 1 << 20;
  private static final List<String> IMMUTABLE_OF_JOBS =
      List.of(
          "template",
          "selector",
          "completionMode",
          "completions",
          "podFailurePolicy",
          "backoffLimitPerIndex",
          "podReplacementPolicy");

  private final ObjectStore store;
  private volatile String refusal = "";

  Admission(ObjectStore store) {
    this.store = store;
  }

  ObjectNode create(String kind, ObjectNode object) {
    String name = ObjectStore.name(object);
    if (!name.matches("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")) {
      throw invalid(
          "metadata.name: Invalid value: \"" + name + "\": a lowercase RFC 1123 subdomain");
    }
    synchronized (store) {
      if (store.get(kind, name).isPresent()) {
        throw new Refusal(409, "AlreadyExists", "%s \"%s\" already exists".formatted(kind, name));
      }
      object.remove("status");
      object.withObject("/metadata").remove("resourceVersion");
      if (kind.equals("configmaps")) {
        requireSmall(object);
      }
      ObjectNode made = kind.equals("jobs") ? job(object) : object;
      return store.create(kind, made);
    }
  }

  /// No pods are made from now on; nothing: they are again.
  void refusePods(String why) {
    refusal = why;
  }

  ObjectNode createPod(ObjectNode pod) {
    if (!refusal.isEmpty()) {
      throw new Refusal(
          403,
          "Forbidden",
          "pods \"%s\" is forbidden: %s".formatted(ObjectStore.name(pod), refusal));
    }
    return store.create("pods", pod);
  }

  private static void requireSmall(ObjectNode object) {
    if (object.path("binaryData").toString().length() / 4 * 3 > CONFIG_MAP_BYTES) {
      throw invalid("[]: Too long: may not be more than 1048576 bytes");
    }
  }

  private static ObjectNode job(ObjectNode job) {
    ObjectNode spec = job.withObject("/spec");
    boolean indexed = spec.path("completionMode").asText().equals("Indexed");
    String restart = spec.at("/template/spec/restartPolicy").asText();
    if (indexed && !spec.has("completions")) {
      throw invalid("spec.completions: Required value: when completion mode is Indexed");
    } else if (!restart.equals("Never")) {
      throw invalid("spec.template.spec.restartPolicy: Unsupported value: \"" + restart + "\"");
    } else if (ObjectStore.name(job).length() + 1 + ("" + spec.path("completions")).length() > 63) {
      throw invalid("metadata.name: too long for the host names of its pods");
    } else if (spec.path("maxFailedIndexes").asInt() > spec.path("completions").asInt()) {
      throw invalid("spec.maxFailedIndexes: must be less than or equal to completions");
    } else if (spec.path("podFailurePolicy").path("rules").size() > 20) {
      throw invalid("spec.podFailurePolicy.rules: Too many");
    }
    for (JsonNode container : spec.at("/template/spec/containers")) {
      requireRequestsWithinLimits(container);
    }
    spec.putIfAbsent("parallelism", spec.numberNode(1));
    spec.putIfAbsent("suspend", spec.booleanNode(false));
    ObjectNode labels = spec.withObject("/template/metadata/labels");
    labels.put("batch.kubernetes.io/job-name", ObjectStore.name(job));
    labels.put("job-name", ObjectStore.name(job));
    return job;
  }

  private static void requireRequestsWithinLimits(JsonNode container) {
    for (Map.Entry<String, JsonNode> limit : container.at("/resources/limits").properties()) {
      String request = container.at("/resources/requests").path(limit.getKey()).asText();
      if (!request.isEmpty() && !request.equals(limit.getValue().asText())) {
        throw invalid("the double wants requests as limits: " + limit);
      }
    }
  }

  ObjectNode update(String kind, String name, @Nullable String part, ObjectNode object) {
    return change(
        kind,
        name,
        part,
        object,
        now -> {
          if ("status".equals(part)) {
            now.set("status", object.path("status"));
          } else {
            JsonNode status = now.path("status");
            now.setAll(object);
            now.set("status", status);
          }
        });
  }

  ObjectNode patch(String kind, String name, @Nullable String part, ObjectNode patch) {
    if ("status".equals(part)) {
      patch.retain("status", "metadata");
    } else {
      patch.remove("status");
    }
    return change(kind, name, part, patch, now -> merge(now, patch));
  }

  private ObjectNode change(
      String kind,
      String name,
      @Nullable String part,
      ObjectNode asked,
      java.util.function.Consumer<ObjectNode> change) {
    synchronized (store) {
      ObjectNode before =
          store
              .get(kind, name)
              .orElseThrow(
                  () -> new Refusal(404, "NotFound", "%s \"%s\" not found".formatted(kind, name)));
      for (String field : List.of("uid", "resourceVersion")) {
        String wanted = asked.path("metadata").path(field).asText();
        if (!wanted.isEmpty() && !wanted.equals(before.path("metadata").path(field).asText())) {
          throw new Refusal(409, "Conflict", "the object has been modified: " + field);
        }
      }
      ObjectNode after = before.deepCopy();
      change.accept(after);
      if (part == null) {
        requireMutable(kind, before, after);
      }
      return store.update(kind, name, it -> it.setAll(after)).orElseThrow();
    }
  }

  private static void requireMutable(String kind, ObjectNode before, ObjectNode after) {
    if (kind.equals("jobs")) {
      for (String field : IMMUTABLE_OF_JOBS) {
        if (!before.path("spec").path(field).equals(after.path("spec").path(field))) {
          throw invalid("spec." + field + ": Invalid value: field is immutable");
        }
      }
    } else if (kind.equals("configmaps") && before.path("immutable").asBoolean()) {
      for (String field : List.of("data", "binaryData", "immutable")) {
        if (!before.path(field).equals(after.path(field))) {
          throw invalid(field + ": Forbidden: field is immutable when `immutable` is set");
        }
      }
    } else if (kind.equals("pods") && !before.path("spec").equals(after.path("spec"))) {
      throw invalid("spec: Forbidden: pod updates may not change fields");
    }
  }

  private static void merge(ObjectNode into, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (field.getValue().isNull()) {
        into.remove(field.getKey());
      } else if (field.getValue() instanceof ObjectNode object) {
        JsonNode there = into.path(field.getKey());
        ObjectNode inner = there instanceof ObjectNode node ? node : into.putObject(field.getKey());
        merge(inner, object);
      } else {
        into.set(field.getKey(), field.getValue());
      }
    }
  }

  /// Without a policy, Jobs orphan their pods; others are followed by what they own.
  ObjectNode delete(String kind, String name, ObjectNode options) {
    synchronized (store) {
      ObjectNode object =
          store
              .get(kind, name)
              .orElseThrow(
                  () -> new Refusal(404, "NotFound", "%s \"%s\" not found".formatted(kind, name)));
      String policy =
          options.path("propagationPolicy").asText(kind.equals("jobs") ? "Orphan" : "Background");
      if (kind.equals("pods")) {
        deletePod(name);
        return object;
      }
      store.remove(kind, name);
      for (String child : List.of("configmaps", "jobs", "pods")) {
        String uid = object.path("metadata").path("uid").asText();
        for (ObjectNode it : store.list(child, one -> isOwnedBy(uid, one))) {
          follow(child, it, policy);
        }
      }
      return object;
    }
  }

  private void follow(String kind, ObjectNode child, String policy) {
    if (policy.equals("Orphan")) {
      store.update(
          kind,
          ObjectStore.name(child),
          it -> it.withObject("/metadata").remove("ownerReferences"));
    } else {
      delete(kind, ObjectStore.name(child), child.objectNode().put("propagationPolicy", policy));
    }
  }

  private static boolean isOwnedBy(String uid, ObjectNode object) {
    for (JsonNode reference : object.path("metadata").path("ownerReferences")) {
      if (reference.path("uid").asText().equals(uid)) {
        return true;
      }
    }
    return false;
  }

  /// Its node ends it first.
  void deletePod(String name) {
    store.update(
        "pods",
        name,
        it -> {
          ObjectNode metadata = it.withObject("/metadata");
          metadata.putIfAbsent("deletionTimestamp", it.textNode(ObjectStore.now()));
          metadata.put("deletionGracePeriodSeconds", 1);
        });
  }

  private static Refusal invalid(String message) {
    return new Refusal(422, "Invalid", message);
  }
}
