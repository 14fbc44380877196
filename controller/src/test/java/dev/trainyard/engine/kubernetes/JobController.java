package dev.trainyard.engine.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/// The double of the controller that makes pods of Indexed Jobs and counts how they ended, with
/// suspension, limits per index, failure policies and expiry.
final class JobController implements AutoCloseable {
  private static final String TRACKING = "batch.kubernetes.io/job-tracking";
  private static final String INDEX = "batch.kubernetes.io/job-completion-index";
  private static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
  private static final Duration BATCH = Duration.ofMillis(50);

  private final ObjectStore store;
  private final Admission admission;
  private final Map<String, Set<String>> podsOfJobs = new ConcurrentHashMap<>();
  private final Set<String> dirty = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  JobController(ObjectStore store, Admission admission) {
    this.store = store;
    this.admission = admission;
    store.listen(this::note);
    var _ =
        thread.scheduleWithFixedDelay(
            this::syncAll, BATCH.toMillis(), BATCH.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void note(ObjectStore.Event event) {
    if (event.kind().equals("jobs")) {
      dirty.add(ObjectStore.name(event.object()));
    } else if (event.kind().equals("pods")) {
      String job = event.object().at("/metadata/labels/job-name").asText();
      Set<String> pods = podsOfJobs.computeIfAbsent(job, _ -> ConcurrentHashMap.newKeySet());
      if (event.type().equals("DELETED")) {
        pods.remove(ObjectStore.name(event.object()));
      } else {
        pods.add(ObjectStore.name(event.object()));
      }
      dirty.add(job);
    }
  }

  private void syncAll() {
    for (String name : List.copyOf(dirty)) {
      dirty.remove(name);
      try {
        synchronized (store) {
          sync(name);
        }
      } catch (RuntimeException e) {
        LoggerFactory.getLogger(JobController.class).error("Bug in the double", e);
      }
    }
  }

  private void sync(String name) {
    List<ObjectNode> pods = new ArrayList<>();
    for (String pod : podsOfJobs.getOrDefault(name, Set.of())) {
      store.get("pods", pod).ifPresent(pods::add);
    }
    Optional<ObjectNode> job = store.get("jobs", name);
    if (job.isEmpty()) {
      pods.forEach(this::untrack);
    } else if (isFinished(job.get())) {
      expire(job.get());
    } else {
      new Sync(job.get(), pods).run();
    }
  }

  private void expire(ObjectNode job) {
    JsonNode ttl = job.path("spec").path("ttlSecondsAfterFinished");
    if (!ttl.isMissingNode()) {
      Instant ended = Instant.parse(job.at("/status/endedAt").asText());
      if (ended.plusSeconds(ttl.asLong()).isBefore(Instant.now())) {
        admission.delete(
            "jobs", ObjectStore.name(job), job.objectNode().put("propagationPolicy", "Background"));
      } else {
        dirty.add(ObjectStore.name(job));
      }
    }
  }

  private static boolean isFinished(ObjectNode job) {
    return has(job, "Complete") || has(job, "Failed");
  }

  private static boolean has(ObjectNode object, String type) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)
          && condition.path("status").asText().equals("True")) {
        return true;
      }
    }
    return false;
  }

  private void untrack(ObjectNode pod) {
    store.update(
        "pods", ObjectStore.name(pod), it -> it.withObject("/metadata").remove("finalizers"));
  }

  /// One look at one Job.
  private final class Sync {
    private final ObjectNode job;
    private final JsonNode spec;
    private final List<ObjectNode> pods;
    private final BitSet completed;
    private final BitSet failed;
    private final Map<Integer, Integer> failures = new TreeMap<>();
    private String failing;

    private Sync(ObjectNode job, List<ObjectNode> pods) {
      this.job = job;
      this.spec = job.path("spec");
      this.pods = pods;
      this.completed = Places.parse(job.path("status").path("completedIndexes").asText(""));
      this.failed = Places.parse(job.path("status").path("failedIndexes").asText(""));
      this.failing = job.path("status").path("failing").asText("");
    }

    private void run() {
      pods.forEach(this::count);
      int completions = spec.path("completions").asInt();
      if (failing.isEmpty()
          && failed.cardinality() > spec.path("maxFailedIndexes").asInt(completions)) {
        failing = "Job has exceeded the specified maximal number of failed indexes";
      }
      boolean all = completed.cardinality() + failed.cardinality() >= completions;
      boolean suspended = spec.path("suspend").asBoolean();
      int most = all || suspended || !failing.isEmpty() ? 0 : spec.path("parallelism").asInt();
      List<ObjectNode> active = active();
      for (int surplus = active.size(); surplus > most; surplus--) {
        admission.deletePod(ObjectStore.name(active.get(surplus - 1)));
      }
      if (active.size() < most) {
        begin(most - active.size(), completions);
      }
      tell(all, suspended);
    }

    private List<ObjectNode> active() {
      return pods.stream()
          .filter(it -> !ObjectStore.isTerminal(it) && !isDeleting(it))
          .sorted(Comparator.comparing(Sync::isPending).thenComparing(Sync::age))
          .toList();
    }

    /// Those that have not begun are the first to go, then the youngest.
    private static boolean isPending(ObjectNode pod) {
      return !pod.path("status").path("phase").asText().equals("Running");
    }

    private static String age(ObjectNode pod) {
      return pod.at("/status/startTime").asText();
    }

    private static boolean isDeleting(ObjectNode pod) {
      return pod.path("metadata").has("deletionTimestamp");
    }

    /// Counts a pod that ended, once.
    private void count(ObjectNode pod) {
      int index = pod.at("/metadata/annotations").path(INDEX).asInt();
      int before = pod.at("/metadata/annotations").path(FAILURES).asInt();
      failures.merge(index, before, Math::max);
      if (!ObjectStore.isTerminal(pod)) {
        return;
      }
      boolean fails = pod.path("status").path("phase").asText().equals("Failed");
      String action = fails ? action(pod) : "";
      if (fails && !action.equals("Ignore")) {
        failures.merge(index, before + 1, Math::max);
      }
      if (pod.path("metadata").path("finalizers").isEmpty()) {
        return;
      }
      if (!fails) {
        completed.set(index);
      } else if (action.equals("FailJob")) {
        failing = "Pod %s matching FailJob rule".formatted(ObjectStore.name(pod));
      } else if (action.equals("FailIndex")
          || (action.isEmpty() && before + 1 > spec.path("backoffLimitPerIndex").asInt(6))) {
        failed.set(index);
      }
      untrack(pod);
    }

    /// What the first rule that fits says; empty if none does.
    private String action(ObjectNode pod) {
      for (JsonNode rule : spec.path("podFailurePolicy").path("rules")) {
        if (fits(rule, pod)) {
          return rule.path("action").asText();
        }
      }
      return "";
    }

    private static boolean fits(JsonNode rule, ObjectNode pod) {
      for (JsonNode pattern : rule.path("onPodConditions")) {
        if (has(pod, pattern.path("type").asText())) {
          return true;
        }
      }
      JsonNode codes = rule.path("onExitCodes");
      for (JsonNode status : pod.path("status").path("containerStatuses")) {
        JsonNode end = status.path("state").path("terminated");
        if (codes.isMissingNode()
            || end.isMissingNode()
            || end.path("exitCode").asInt() == 0
            || !status.path("name").equals(codes.path("containerName"))) {
          continue;
        }
        boolean in = false;
        for (JsonNode value : codes.path("values")) {
          in |= value.asInt() == end.path("exitCode").asInt();
        }
        return in == codes.path("operator").asText().equals("In");
      }
      return false;
    }

    /// The lowest indexes first; one whose pod still ends has to wait for that.
    private void begin(int more, int completions) {
      BitSet taken = new BitSet();
      taken.or(completed);
      taken.or(failed);
      pods.stream()
          .filter(it -> !ObjectStore.isTerminal(it))
          .forEach(it -> taken.set(it.at("/metadata/annotations").path(INDEX).asInt()));
      int index = taken.nextClearBit(0);
      for (int left = more; left > 0 && index < completions; left--) {
        begin(index);
        index = taken.nextClearBit(index + 1);
      }
    }

    private void begin(int index) {
      ObjectNode pod = job.objectNode().put("kind", "Pod").put("apiVersion", "v1");
      JsonNode template = spec.path("template");
      pod.set("metadata", template.path("metadata").deepCopy());
      pod.set("spec", template.path("spec").deepCopy());
      ObjectNode metadata = pod.withObject("/metadata");
      String suffix = Long.toString(System.nanoTime(), 36);
      metadata.put("name", "%s-%d-%s".formatted(ObjectStore.name(job), index, suffix));
      metadata.withObject("/labels").put(INDEX, Integer.toString(index));
      metadata
          .withObject("/annotations")
          .put(INDEX, Integer.toString(index))
          .put(FAILURES, Integer.toString(failures.getOrDefault(index, 0)));
      metadata.putArray("finalizers").add(TRACKING);
      metadata
          .putArray("ownerReferences")
          .addObject()
          .put("kind", "Job")
          .put("apiVersion", "batch/v1")
          .put("name", ObjectStore.name(job))
          .put("controller", true)
          .set("uid", job.path("metadata").path("uid"));
      for (JsonNode container : pod.path("spec").path("containers")) {
        ((ObjectNode) container)
            .withArray("env")
            .addObject()
            .put("name", "JOB_COMPLETION_INDEX")
            .put("value", Integer.toString(index));
      }
      pod.putObject("status").put("phase", "Pending");
      try {
        admission.createPod(pod);
      } catch (Refusal e) {
        store.create("events", failure(String.valueOf(e.getMessage())));
        dirty.add(ObjectStore.name(job));
      }
    }

    /// As the real one tells it: of the Job, with the words of the server.
    private ObjectNode failure(String why) {
      ObjectNode event = job.objectNode().put("kind", "Event").put("apiVersion", "v1");
      event
          .putObject("metadata")
          .put("name", ObjectStore.name(job) + "." + Long.toString(System.nanoTime(), 16));
      event
          .putObject("involvedObject")
          .put("kind", "Job")
          .put("name", ObjectStore.name(job))
          .set("uid", job.at("/metadata/uid"));
      return event
          .put("type", "Warning")
          .put("reason", "FailedCreate")
          .put("message", "Error creating: " + why)
          .put("lastTimestamp", ObjectStore.now());
    }

    private void tell(boolean all, boolean suspended) {
      List<ObjectNode> mine =
          podsOfJobs.getOrDefault(ObjectStore.name(job), Set.of()).stream()
              .flatMap(it -> store.get("pods", it).stream())
              .filter(it -> !ObjectStore.isTerminal(it))
              .toList();
      long ending = mine.stream().filter(Sync::isDeleting).count();
      long ready =
          mine.stream()
              .filter(it -> !isDeleting(it))
              .filter(it -> it.path("status").path("phase").asText().equals("Running"))
              .count();
      store.update(
          "jobs",
          ObjectStore.name(job),
          it -> {
            ObjectNode status = it.withObject("/status");
            status.put("active", mine.size() - ending);
            status.put("ready", ready).put("terminating", ending);
            status.put("completedIndexes", Places.text(completed.stream().boxed().toList()));
            status.put("failedIndexes", Places.text(failed.stream().boxed().toList()));
            status.put("succeeded", completed.cardinality()).put("failed", failed.cardinality());
            if (!suspended) {
              status.putIfAbsent("startTime", status.textNode(ObjectStore.now()));
            }
            conclude(status, all, suspended, mine.isEmpty());
          });
    }

    private void conclude(ObjectNode status, boolean all, boolean suspended, boolean quiet) {
      if (!failing.isEmpty()) {
        status.put("failing", failing);
      }
      if (quiet && !failing.isEmpty()) {
        set(status, "Failed", true, failing);
      } else if (quiet && all) {
        boolean fine = failed.isEmpty();
        set(status, fine ? "Complete" : "Failed", true, fine ? "" : "Job has failed indexes");
      } else if (suspended || status.has("conditions")) {
        set(status, "Suspended", suspended, "");
      }
    }

    private static void set(ObjectNode status, String type, boolean is, String message) {
      ArrayNode conditions = status.withArray("conditions");
      for (JsonNode condition : conditions) {
        if (condition.path("type").asText().equals(type)) {
          ((ObjectNode) condition).put("status", is ? "True" : "False");
          return;
        }
      }
      ObjectNode condition = conditions.addObject().put("type", type);
      condition.put("status", is ? "True" : "False").put("message", message);
      if (!type.equals("Suspended")) {
        status.put("endedAt", Instant.now().toString());
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
