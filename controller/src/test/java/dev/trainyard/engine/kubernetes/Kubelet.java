package dev.trainyard.engine.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The double of scheduler and nodes: it runs the containers of each pod as processes of this
/// machine, with volumes as folders, and tells what becomes of them.
final class Kubelet implements AutoCloseable {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\$|\\$\\(([A-Za-z_][\\w.-]*)\\)");
  private static final long GRACE_MILLIS = 1000;
  private static final long RETRY_MILLIS = 100;

  private final ObjectStore store;
  private final Path folder;
  private final Map<String, Path> claims = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> secrets = new ConcurrentHashMap<>();
  private final Map<String, List<String>> entries = new ConcurrentHashMap<>();
  private final Set<String> begun = ConcurrentHashMap.newKeySet();
  private final Map<String, Process> processes = new ConcurrentHashMap<>();
  private final Set<String> unchanging = ConcurrentHashMap.newKeySet();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final Map<String, String> ends = new ConcurrentHashMap<>();
  private volatile String full = "";
  private volatile int spared = -1;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Kubelet(ObjectStore store, Path folder) {
    this.store = store;
    this.folder = folder;
    store.listen(this::note);
  }

  /// Where a claim's files are.
  void claim(String name, Path files) {
    claims.put(name, files);
  }

  /// What a secret holds.
  void secret(String name, Map<String, String> keys) {
    secrets.put(name, keys);
  }

  /// The words that containers of an image begin with, if they say no command.
  void image(String name, List<String> entry) {
    entries.put(name, entry);
  }

  private void note(ObjectStore.Event event) {
    synchronized (begun) {
      begun.notifyAll();
    }
    if (!event.kind().equals("pods")) {
      return;
    }
    String name = ObjectStore.name(event.object());
    boolean deleting = event.object().path("metadata").has("deletionTimestamp");
    if (event.type().equals("ADDED") && begun.add(name)) {
      threads.execute(() -> run(event.object()));
    } else if (deleting
        && !event.type().equals("DELETED")
        && !ObjectStore.isTerminal(event.object())) {
      if (ends.putIfAbsent(name, "Deleted") == null) {
        threads.execute(() -> end(name));
      }
    }
  }

  /// Ends a pod's process as if it were over its memory limit.
  void exhaust(String pod) {
    ends.put(pod, "OOMKilled");
    kill(pod, "KILL");
  }

  /// Has a pod write to its scratch, and ends it for that, as a node does: without a condition that
  /// says so, and with a second of grace.
  void overfill(String pod, int kib) throws IOException {
    Path scratch = scratch(pod);
    Files.write(scratch.resolve("large"), new byte[kib * 1024]);
    ends.put(pod, "Usage of EmptyDir volume \"tmp\" exceeds the limit \"64Ki\"");
    threads.execute(() -> end(pod));
  }

  private Path scratch(String pod) {
    return folder.resolve("empty/" + pod + "/tmp");
  }

  /// Ends a pod's process at once.
  void destroy(String pod) {
    ends.put(pod, "Error");
    store.update(
        "pods", pod, it -> it.withObject("/metadata").put("deletionTimestamp", ObjectStore.now()));
    kill(pod, "KILL");
  }

  /// The node of a pod is heard of no more; the process is gone with it.
  void silence(String pod) {
    silent.add(pod);
    kill(pod, "KILL");
  }

  private void end(String pod) {
    Process process = processes.get(pod);
    if (silent.contains(pod)) {
      return;
    }
    if (process == null) {
      status(pod, it -> it.put("phase", "Failed"));
      return;
    }
    kill(pod, "TERM");
    try {
      if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        kill(pod, "KILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// As to process 1 of a container; what is killed goes with all others.
  private void kill(String pod, String signal) {
    Process process = processes.get(pod);
    if (process == null) {
      return;
    }
    List<String> words = new ArrayList<>(List.of("kill", "-" + signal, "--"));
    words.add(signal.equals("KILL") ? "-" + process.pid() : "" + process.pid());
    if (signal.equals("KILL")) {
      process.descendants().forEach(it -> words.add("" + it.pid()));
    }
    try {
      new ProcessBuilder(words)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(ObjectNode pod) {
    String name = ObjectStore.name(pod);
    try {
      JsonNode spec = pod.path("spec");
      int place = pod.at("/metadata/annotations").path(Words.INDEX).asInt();
      if (!awaitNode(name, place)) {
        return;
      }
      status(name, it -> it.put("startTime", ObjectStore.now()));
      for (JsonNode container : spec.path("initContainers")) {
        int code = run(pod, container, folder.resolve("log/" + name + ".init"), false);
        if (code != 0) {
          conclude(name, "initContainerStatuses", container, code);
          return;
        }
      }
      processes.remove(name);
      JsonNode container = spec.path("containers").get(0);
      if (!entries.containsKey(container.path("image").asText())) {
        wait(
            name,
            container,
            "ImagePullBackOff",
            "Back-off pulling image " + container.path("image"));
        return;
      }
      if (!awaitVariables(name, container)) {
        status(name, it -> it.put("phase", "Failed"));
        return;
      }
      int code = run(pod, container, log(name), true);
      if (!silent.contains(name)) {
        conclude(name, "containerStatuses", container, code);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// No pod gets a node from now on; nothing: they do again.
  void fill(String why) {
    fillBut(-1, why);
  }

  /// Only pods of this place get a node from now on.
  void fillBut(int place, String why) {
    spared = place;
    full = why;
    synchronized (begun) {
      begun.notifyAll();
    }
  }

  /// @return false if the pod is to end before it has a node
  private boolean awaitNode(String pod, int place) throws InterruptedException {
    while (!full.isEmpty() && place != spared && !ends.containsKey(pod)) {
      String why = full;
      status(
          pod,
          it -> {
            if (it.withArray("conditions").findValuesAsText("type").contains("PodScheduled")) {
              return;
            }
            it.withArray("conditions")
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "False")
                .put("reason", "Unschedulable")
                .put("message", why);
          });
      synchronized (begun) {
        begun.wait(RETRY_MILLIS);
      }
    }
    return !ends.containsKey(pod);
  }

  /// A container starts once all is there that its variables come from.
  ///
  /// @return false if its pod is to end before that
  private boolean awaitVariables(String pod, JsonNode container) throws InterruptedException {
    Optional<String> missing = missing(container);
    while (missing.isPresent() && !ends.containsKey(pod)) {
      wait(pod, container, "CreateContainerConfigError", missing.get());
      synchronized (begun) {
        begun.wait(RETRY_MILLIS);
      }
      missing = missing(container);
    }
    return missing.isEmpty();
  }

  private Optional<String> missing(JsonNode container) {
    for (JsonNode variable : container.path("env")) {
      JsonNode source = variable.at("/valueFrom/configMapKeyRef");
      String map = source.path("name").asText();
      if (!source.isMissingNode() && !isFound(map, source.path("key").asText())) {
        return Optional.of("configmap \"%s\" not found".formatted(map));
      }
    }
    return secrets(container)
        .filter(secret -> !secrets.containsKey(secret))
        .map("secret \"%s\" not found"::formatted)
        .findFirst();
  }

  private static Stream<String> secrets(JsonNode container) {
    return StreamSupport.stream(container.path("envFrom").spliterator(), false)
        .map(source -> source.at("/secretRef/name").asText())
        .filter(name -> !name.isEmpty());
  }

  /// A node does not look again at what cannot change, and so does not see that it goes.
  private boolean isFound(String map, String key) {
    Optional<ObjectNode> found =
        store.get("configmaps", map).filter(it -> it.path("data").has(key));
    if (found.filter(it -> it.path("immutable").asBoolean()).isPresent()) {
      unchanging.add(map);
    }
    return found.isPresent() || unchanging.contains(map);
  }

  private void wait(String pod, JsonNode container, String reason, String message) {
    status(
        pod,
        it ->
            it.putArray("containerStatuses")
                .addObject()
                .put("name", container.path("name").asText())
                .putObject("state")
                .putObject("waiting")
                .put("reason", reason)
                .put("message", message));
  }

  private void conclude(String pod, String kind, JsonNode container, int code) {
    String why = ends.getOrDefault(pod, code == 0 ? "Completed" : "Error");
    status(
        pod,
        it -> {
          it.put("phase", code == 0 ? "Succeeded" : "Failed");
          if (why.startsWith("Usage of EmptyDir")) {
            it.put("reason", "Evicted").put("message", why);
          }
          if (why.equals("DeadlineExceeded")) {
            it.put("reason", why).put("message", "Pod was active longer than its deadline");
          }
          it.putArray(kind)
              .addObject()
              .put("name", container.path("name").asText())
              .putObject("state")
              .putObject("terminated")
              .put("exitCode", code)
              .put("reason", why);
        });
  }

  private void status(String pod, java.util.function.Consumer<ObjectNode> change) {
    store.update("pods", pod, it -> change.accept(it.withObject("/status")));
  }

  private int run(ObjectNode pod, JsonNode container, Path log, boolean main)
      throws IOException, InterruptedException {
    String name = ObjectStore.name(pod);
    Map<String, String> mounts = mounts(pod, container);
    Map<String, String> variables = new LinkedHashMap<>();
    secrets(container).forEach(it -> variables.putAll(secrets.getOrDefault(it, Map.of())));
    container
        .path("env")
        .forEach(it -> variables.put(it.path("name").asText(), it.path("value").asText()));
    List<String> words = new ArrayList<>(List.of("setsid"));
    if (!container.has("command")) {
      words.addAll(entries.getOrDefault(container.path("image").asText(), List.of("false")));
    }
    for (String part : List.of("command", "args")) {
      container
          .path(part)
          .forEach(it -> words.add(placed(expanded(it.asText(), variables), mounts)));
    }
    Files.createDirectories(log.getParent());
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    processes.put(name, process);
    if (ends.containsKey(name)) {
      threads.execute(() -> end(name));
    }
    if (main) {
      status(name, it -> it.put("phase", "Running"));
    }
    long most = pod.path("spec").path("activeDeadlineSeconds").asLong(3600);
    if (!process.waitFor(most, TimeUnit.SECONDS)) {
      ends.putIfAbsent(name, "DeadlineExceeded");
      kill(name, "KILL");
    }
    int code = process.waitFor();
    kill(name, "KILL");
    return code;
  }

  /// As Kubernetes does: `$(NAME)` if there is such a variable, and `$$` is one `$`.
  static String expanded(String word, Map<String, String> variables) {
    return VARIABLE
        .matcher(word)
        .replaceAll(
            it -> {
              String name = it.group(1);
              return Matcher.quoteReplacement(
                  name == null ? "$" : variables.getOrDefault(name, it.group()));
            });
  }

  /// Where the paths of a container are here.
  private Map<String, String> mounts(ObjectNode pod, JsonNode container) throws IOException {
    Map<String, String> mounts = new LinkedHashMap<>();
    for (JsonNode mount : container.path("volumeMounts")) {
      String path = mount.path("mountPath").asText();
      mounts.put(path, host(pod, mount).toString());
    }
    return mounts;
  }

  private Path host(ObjectNode pod, JsonNode mount) throws IOException {
    for (JsonNode volume : pod.path("spec").path("volumes")) {
      if (volume.path("name").equals(mount.path("name"))) {
        String claim = volume.at("/persistentVolumeClaim/claimName").asText();
        Path root =
            claim.isEmpty()
                ? folder.resolve(
                    "empty/" + ObjectStore.name(pod) + "/" + volume.path("name").asText())
                : Objects.requireNonNull(claims.get(claim), claim);
        Files.createDirectories(root);
        return root.resolve(mount.path("subPath").asText());
      }
    }
    throw new IOException("no volume " + mount);
  }

  private static String placed(String word, Map<String, String> mounts) {
    for (Map.Entry<String, String> mount : mounts.entrySet()) {
      // Tests have folders of their own below this machine's /tmp.
      boolean isBelow = !mount.getKey().equals("/tmp") && word.startsWith(mount.getKey() + "/");
      if (word.equals(mount.getKey()) || isBelow) {
        return mount.getValue() + word.substring(mount.getKey().length());
      }
    }
    return word;
  }

  Path log(String pod) {
    return folder.resolve("log").resolve(pod);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    processes.keySet().forEach(pod -> kill(pod, "KILL"));
  }
}
