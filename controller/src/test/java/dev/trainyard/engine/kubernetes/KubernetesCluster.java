package dev.trainyard.engine.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A double of a Kubernetes cluster: its API over HTTP, its Job controller, and a node that runs
/// pods as processes. What a real one (1.34) does otherwise than the client library's mock is done
/// here as the real one does it.
public final class KubernetesCluster implements AutoCloseable {
  public static final String NAMESPACE = "trains";

  /// An image that every node has; containers of it run with the machine's own programs.
  public static final String IMAGE = "lab/software:1";

  private final ObjectStore store = new ObjectStore();
  private final Admission admission = new Admission(store);
  private final Path folder;
  private final Kubelet kubelet;
  private final JobController jobs;
  private final ApiServer api;

  private KubernetesCluster(Path folder) throws IOException {
    this.folder = folder;
    this.kubelet = new Kubelet(store, folder);
    this.jobs = new JobController(store, admission);
    this.api = new ApiServer(store, NAMESPACE, pod -> Files.readAllBytes(kubelet.log(pod)));
    kubelet.image(IMAGE, List.of("true"));
  }

  /// Starts one.
  ///
  /// @param folder for what pods write
  public static KubernetesCluster start(Path folder) throws IOException {
    return new KubernetesCluster(folder);
  }

  /// A file by which it is reached.
  public Path kubeconfig() throws IOException {
    return kubeconfig(api.port());
  }

  /// A file by which nothing is reached.
  Path kubeconfigOfNothing() throws IOException {
    return kubeconfig(1);
  }

  private Path kubeconfig(int port) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(
        folder.resolve("kubeconfig-" + port),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: double, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: trainyard, user: {token: double}}]
        contexts: [{name: double, context: {cluster: double, user: trainyard, namespace: %s}}]
        current-context: double
        """
            .formatted(port, NAMESPACE));
  }

  /// Nothing answers any more.
  public void leave() {
    api.leave();
  }

  /// It answers again, at the same address.
  public void comeBack() throws IOException {
    api.comeBack();
  }

  /// Gives a claim that pods mount its files.
  public void claim(String name, Path files) {
    kubelet.claim(name, files);
  }

  /// Makes a secret.
  public void secret(String name, Map<String, String> keys) {
    kubelet.secret(name, keys);
  }

  /// Gives the nodes an image.
  ///
  /// @param entry the words that its containers begin with, if they say no command
  public void image(String name, List<String> entry) {
    kubelet.image(name, entry);
  }

  Admission admission() {
    return admission;
  }

  Kubelet kubelet() {
    return kubelet;
  }

  ApiServer api() {
    return api;
  }

  ObjectStore store() {
    return store;
  }

  public List<String> jobNames() {
    return jobs().stream().map(ObjectStore::name).toList();
  }

  /// The images that tasks of Jobs run in.
  public List<String> images() {
    return jobs().stream()
        .map(job -> job.at("/spec/template/spec/containers/0/image").asText())
        .toList();
  }

  /// How many requests there were.
  public long requests() {
    return api.counts().values().stream().mapToLong(Long::longValue).sum();
  }

  List<ObjectNode> jobs() {
    return store.list("jobs", _ -> true);
  }

  /// The pods of a Job at a place, the newest last.
  List<String> pods(String job, int place) {
    Selectors selectors =
        new Selectors(
            Map.of("labelSelector", Words.JOB_NAME + "=" + job + "," + Words.INDEX + "=" + place));
    return store.list("pods", selectors::match).stream().map(ObjectStore::name).toList();
  }

  /// The pod at a place that runs.
  String running(String job, int place) {
    return pods(job, place).stream()
        .filter(it -> !ObjectStore.isTerminal(store.get("pods", it).orElse(null)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nothing runs at " + place + " of " + job));
  }

  /// As `kubectl delete pod`.
  void delete(String pod) {
    new Admission(store).deletePod(pod);
  }

  /// As `kubectl delete pod --force`: without any grace.
  void destroy(String pod) {
    kubelet.destroy(pod);
    delete(pod);
  }

  /// As the scheduler or a drain does for something that goes first.
  void evict(String pod) {
    store.update(
        "pods",
        pod,
        it ->
            it.withObject("/status")
                .withArray("conditions")
                .addObject()
                .put("type", "DisruptionTarget")
                .put("status", "True")
                .put("reason", "PreemptionByScheduler"));
    delete(pod);
  }

  @Override
  public void close() {
    jobs.close();
    api.close();
    kubelet.close();
  }
}
