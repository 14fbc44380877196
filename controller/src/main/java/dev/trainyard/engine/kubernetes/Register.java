package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was submitted, in ConfigMaps that nobody can change: a submission, and how it ended. Marks
/// beside them say how far it got.
final class Register {
  private static final Logger LOG = LoggerFactory.getLogger(Register.class);

  /// Of a ConfigMap, which may have 1 MiB; in Base64 it is a third more.
  static final int MOST_BYTES = 700_000;

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final long PAGE = 100;
  private static final String SUBMISSION = "submission";
  private static final String OUTCOME = "outcome";

  /// The key of a gate's ConfigMap.
  static final String OPEN = "open";

  private static final String CONTENT = "content.json.gz";

  private final Cluster cluster;
  private final JobRequest request;
  private final String instance;
  private final Json json = new Json();

  Register(Cluster cluster, KubernetesSettings settings) {
    this.cluster = cluster;
    this.request = new JobRequest(settings);
    this.instance = settings.instance();
  }

  /// All that is written down.
  ///
  /// @param outcomes of what is over
  record Listing(List<Entry> entries, Map<SubmissionName, SubmissionOutcome> outcomes) {}

  /// Asks whether the cluster is there, by the smallest of questions.
  void ping() throws EngineUnreachableException {
    ListOptions one = new ListOptionsBuilder().withLimit(1L).build();
    ConfigMapList _ = cluster.need(() -> ours().list(one));
  }

  private FilterWatchListDeletable<ConfigMap, ConfigMapList, Resource<ConfigMap>> ours() {
    return cluster
        .client()
        .configMaps()
        .inNamespace(cluster.namespace())
        .withLabels(JobRequest.own(instance))
        .withLabel(Words.RECORD);
  }

  /// Everything, as far as it is there.
  Listing list() throws EngineUnreachableException {
    return list(ours());
  }

  /// Submissions that are not known to be over: what is over is many times that, and stays as it
  /// is.
  Listing listOpen() throws EngineUnreachableException {
    return list(ours().withLabel(Words.RECORD, SUBMISSION).withoutLabel(Words.OVER));
  }

  private Listing list(
      FilterWatchListDeletable<ConfigMap, ConfigMapList, Resource<ConfigMap>> records)
      throws EngineUnreachableException {
    Listing listing = new Listing(new ArrayList<>(), new HashMap<>());
    String next = null;
    do {
      ListOptions page = new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
      ConfigMapList found = cluster.need(() -> records.list(page));
      found.getItems().forEach(object -> add(object, listing));
      next = found.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return listing;
  }

  private void add(ConfigMap object, Listing listing) {
    try {
      if (OUTCOME.equals(object.getMetadata().getLabels().get(Words.RECORD))) {
        String name =
            Objects.requireNonNullElse(object.getMetadata().getLabels().get(Words.SUBMISSION), "");
        listing.outcomes().put(new SubmissionName(name), read(object, SubmissionOutcome.class));
      } else {
        listing.entries().add(new Entry(read(object, Order.class), object));
      }
    } catch (MalformedJsonException | RuntimeException e) {
      LOG.atError()
          .addKeyValue("configmap", object.getMetadata().getName())
          .setCause(e)
          .log("A submission's record is damaged: as if it had never been accepted");
    }
  }

  /// Writes a submission down, unless something of its name is.
  ///
  /// @return what is written down then
  /// @throws RefusedRequestException if it cannot be written down at all
  Entry begin(Order order, String digest)
      throws EngineUnreachableException, RefusedRequestException {
    Map<String, String> labels = request.labels(order.name());
    labels.put(Words.RECORD, SUBMISSION);
    ConfigMap object =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(Words.base(order.name()))
            .withLabels(labels)
            .withAnnotations(Map.of(Words.DIGEST, digest))
            .endMetadata()
            .withImmutable(true)
            .withBinaryData(Map.of(CONTENT, content(order)))
            .build();
    try {
      return new Entry(order, create(object));
    } catch (RefusedRequestException e) {
      if (e.code() != RefusedRequestException.CONFLICT) {
        throw e;
      }
    }
    return find(order.name())
        .orElseThrow(() -> new EngineUnreachableException("it was there and is gone: ask again"));
  }

  private Optional<Entry> find(SubmissionName name) throws EngineUnreachableException {
    ConfigMap object = cluster.need(() -> at(Words.base(name)).get());
    try {
      return object == null
          ? Optional.empty()
          : Optional.of(new Entry(read(object, Order.class), object));
    } catch (MalformedJsonException e) {
      throw new EngineUnreachableException(
          "the ConfigMap %s is damaged: delete it".formatted(Words.base(name)), e);
    }
  }

  private ConfigMap create(ConfigMap object)
      throws EngineUnreachableException, RefusedRequestException {
    return cluster.ask(
        () ->
            cluster
                .client()
                .configMaps()
                .inNamespace(cluster.namespace())
                .resource(object)
                .create());
  }

  /// From now on it is accepted.
  void accept(Entry entry, Instant now) throws EngineUnreachableException {
    annotate(entry, Words.ACCEPTED, now.toString());
  }

  /// From now on nothing of it begins.
  void cancel(Entry entry, Instant now) throws EngineUnreachableException {
    annotate(entry, Words.CANCELLED, now.toString());
  }

  /// How it stands from now on.
  void keep(Entry entry, Standing standing) throws EngineUnreachableException {
    annotate(entry, Words.STANDING, Words.text(standing));
  }

  private void annotate(Entry entry, String name, String text) throws EngineUnreachableException {
    patch(entry, "annotations", Map.of(name, text));
  }

  private void label(Entry entry, String name, String text) throws EngineUnreachableException {
    patch(entry, "labels", Map.of(name, text));
  }

  /// Only on this very object: one of the same name that came after it stays as it is.
  private void patch(Entry entry, String field, Map<String, String> change)
      throws EngineUnreachableException {
    Map<String, Object> patch = Map.of("metadata", Map.of("uid", entry.uid(), field, change));
    ConfigMap _ =
        cluster.need(
            () -> at(entry.object().getMetadata().getName()).patch(MERGE, json.line(patch)));
  }

  /// Lets tasks of a submission start. It can be changed, or nodes that have seen it would not
  /// notice that it goes.
  ///
  /// @return false if it was open
  boolean openGate(Entry entry) throws EngineUnreachableException {
    ConfigMap gate =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(Words.gate(entry.order().name()))
            .withLabels(request.labels(entry.order().name()))
            .withOwnerReferences(JobRequest.owner(entry.object()))
            .endMetadata()
            .withData(Map.of(OPEN, "yes"))
            .build();
    return createOnce(gate, "its gate");
  }

  /// Keeps all that has not started from starting; nothing of it fails.
  void closeGate(Entry entry) throws EngineUnreachableException {
    var _ = cluster.need(() -> at(Words.gate(entry.order().name())).delete());
  }

  /// @return false if it was there
  private boolean createOnce(ConfigMap object, String what) throws EngineUnreachableException {
    try {
      ConfigMap _ = create(object);
      return true;
    } catch (RefusedRequestException e) {
      if (e.code() != RefusedRequestException.CONFLICT) {
        throw new EngineUnreachableException(what + " cannot be kept: " + e.getMessage(), e);
      }
      return false;
    }
  }

  /// Writes down how a submission ended, unless that is.
  void keepOutcome(Entry entry, SubmissionOutcome outcome) throws EngineUnreachableException {
    Map<String, String> labels = request.labels(entry.order().name());
    labels.put(Words.RECORD, OUTCOME);
    ConfigMap object =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(Words.base(entry.order().name()) + "-over")
            .withLabels(labels)
            .withOwnerReferences(JobRequest.owner(entry.object()))
            .endMetadata()
            .withImmutable(true)
            .withBinaryData(Map.of(CONTENT, content(outcome)))
            .build();
    boolean _ = createOnce(object, "its outcome");
    label(entry, Words.OVER, "yes");
  }

  /// Drops all of a submission: its Jobs, and their pods, follow their owner.
  void forget(Entry entry) throws EngineUnreachableException {
    var _ =
        cluster.need(
            () ->
                at(entry.object().getMetadata().getName())
                    .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                    .delete());
  }

  private Resource<ConfigMap> at(String name) {
    return cluster.client().configMaps().inNamespace(cluster.namespace()).withName(name);
  }

  /// Whether a submission is too large to be written down.
  boolean isTooLarge(Order order) {
    return content(order).length() > MOST_BYTES / 3 * 4;
  }

  private String content(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(json.write(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private <T> T read(ConfigMap object, Class<T> type) throws MalformedJsonException {
    Map<String, String> data = object.getBinaryData();
    String content = data == null ? null : data.get(CONTENT);
    if (content == null) {
      throw new MalformedJsonException("there is no " + CONTENT);
    }
    byte[] packed = Base64.getDecoder().decode(content);
    try (GZIPInputStream bytes = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return json.read(bytes.readAllBytes(), type);
    } catch (IOException e) {
      throw new MalformedJsonException("%s is no gzip".formatted(CONTENT), e);
    }
  }
}
