package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.EngineUnreachableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a cluster says of itself and of what we may do there. It is asked as `kubectl auth can-i`
/// asks; nothing is made.
///
/// @param version that it calls itself
/// @param missing what the engine needs and may not do, as `verb resource`
public record ClusterLook(String version, String namespace, List<String> missing) {
  /// A resource, and what the engine does with it; the same as the chart's role.
  private record Need(String group, String resource, String part, List<String> verbs) {
    String name() {
      return part.isEmpty() ? resource : resource + "/" + part;
    }

    Map<String, String> attributes(String namespace, String verb) {
      return Map.of(
          "namespace",
          namespace,
          "group",
          group,
          "resource",
          resource,
          "subresource",
          part,
          "verb",
          verb);
    }
  }

  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final Pattern ALLOWED = Pattern.compile("\"allowed\"\\s*:\\s*true");

  private static final List<Need> NEEDS =
      List.of(
          new Need(
              "batch", "jobs", "", List.of("create", "get", "list", "watch", "patch", "delete")),
          new Need("", "configmaps", "", List.of("create", "get", "list", "patch", "delete")),
          new Need("", "pods", "", List.of("list", "delete")),
          new Need("", "pods", "status", List.of("update")),
          new Need("", "pods", "log", List.of("get")),
          new Need("", "events", "", List.of("list")));

  public ClusterLook {
    missing = List.copyOf(missing);
  }

  static ClusterLook at(Cluster cluster) throws EngineUnreachableException {
    String version = cluster.need(() -> cluster.client().getKubernetesVersion().getGitVersion());
    List<String> missing = new ArrayList<>();
    for (Need need : NEEDS) {
      for (String verb : need.verbs()) {
        if (!isAllowed(cluster, need, verb)) {
          missing.add("%s %s".formatted(verb, need.name()));
        }
      }
    }
    return new ClusterLook(String.valueOf(version), cluster.namespace(), missing);
  }

  private static boolean isAllowed(Cluster cluster, Need need, String verb)
      throws EngineUnreachableException {
    Map<String, Object> asked =
        Map.of(
            "apiVersion",
            "authorization.k8s.io/v1",
            "kind",
            "SelfSubjectAccessReview",
            "spec",
            Map.of("resourceAttributes", need.attributes(cluster.namespace(), verb)));
    String answer = cluster.need(() -> cluster.client().raw(REVIEWS, "POST", asked));
    if (answer == null) {
      throw new EngineUnreachableException("Kubernetes does not tell what may be done");
    }
    return ALLOWED.matcher(answer).find();
  }
}
