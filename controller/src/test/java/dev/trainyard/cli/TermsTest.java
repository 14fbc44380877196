package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.TakeOver;
import dev.trainyard.controller.Controller.Verdict;
import dev.trainyard.controller.StoreGuard;
import dev.trainyard.controller.Vitals;
import dev.trainyard.engine.kubernetes.KubernetesCluster;
import dev.trainyard.json.Json;
import dev.trainyard.lease.Election;
import dev.trainyard.lease.LeaseSettings;
import dev.trainyard.model.SteadyClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Terms of a controller that competes for a Lease.
class TermsTest {
  @TempDir private Path folder;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final StopRequest stop =
      StopRequest.awaited(ExitCode.FINE, new PrintWriter(new StringWriter()));
  private KubernetesCluster cluster;
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    cluster = KubernetesCluster.start(folder.resolve("cluster"));
    yard = SmallYard.in(folder);
    YardOnKubernetes.set(yard, cluster, folder);
    String leader =
        "  leader: {lease: {name: small, duration: 6s, kubeconfig: '%s'}}\n"
            .formatted(cluster.kubeconfig());
    Files.writeString(yard.settings(), Files.readString(yard.settings()) + leader);
  }

  @AfterEach
  void end() throws Exception {
    stop.isOver();
    thread.shutdownNow();
    yard.close();
    cluster.close();
  }

  @Test
  void leadsAndIsNotReadyWhileTheStoreIsInUse() throws Exception {
    StoreGuard other = StoreGuard.take(yard.store());
    try (Monitoring monitoring = Monitoring.start(file(), InstantSource.system());
        Terms terms = Terms.begin(file(), wishes(TakeOver.REFUSED), monitoring)) {
      Vitals vitals = monitoring.vitals();
      Future<Verdict> end = thread.submit(() -> terms.run(new Json(), stop));
      SmallYard.awaitThat(
          "waits",
          () -> vitals.ready().words().contains("waits for who led before to end: another"));
      assertThat(vitals.ready().isWell()).isFalse();
      assertThat(vitals.isLeading()).isTrue();
      assertThat(vitals.alive().isWell()).isTrue();

      other.close();

      SmallYard.awaitThat("ready", () -> vitals.ready().words().equals("ready"));
      stop.make();
      assertThat(end.get(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(Verdict.STOPPED);
      assertThat(vitals.alive().words()).isEqualTo("the controller has ended");
    }
  }

  /// It may be this machine only that has lost the store.
  @Test
  void letsAnotherLeadWhenItCanDoNothing() throws Exception {
    Terms.Patience little =
        new Terms.Patience(Duration.ofMillis(300), Duration.ofMinutes(9), Duration.ofMinutes(9));
    try (Monitoring monitoring = Monitoring.start(file(), InstantSource.system());
        Terms terms = Terms.begin(file(), wishes(TakeOver.REFUSED), monitoring, little)) {
      Vitals vitals = monitoring.vitals();
      Future<Verdict> end = thread.submit(() -> terms.run(new Json(), stop));
      SmallYard.awaitThat("ready", () -> vitals.ready().words().equals("ready"));
      try (Election other = other()) {
        Files.move(yard.store(), folder.resolve("unmounted"));

        SmallYard.awaitThat("the other leads", other::isHeld);

        SmallYard.awaitThat(
            "stands by", () -> vitals.ready().words().equals("standing by: other leads"));
        assertThat(vitals.isLeading()).isFalse();
      }
      SmallYard.awaitThat(
          "nobody leads", () -> vitals.ready().words().equals("standing by: nobody leads yet"));
      stop.make();
      assertThat(end.get(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(Verdict.STOPPED);
    }
  }

  @Test
  void takesWebhooksInWhileItStandsByAndListensToThemAsLeader() throws Exception {
    int port = freePort();
    Files.writeString(folder.resolve("hook"), "s3cret");
    Files.writeString(
        yard.settings(),
        Files.readString(yard.settings()).replace("poll: 200ms", "poll: 4h")
            + "  forge: {kind: gitlab, url: 'https://127.0.0.1:1', repository: lab/yard, token:"
            + " {file: hook},"
            + " webhook: {listen: '127.0.0.1:%d', secret: {file: hook}}}\n".formatted(port));
    try (Monitoring monitoring = Monitoring.start(file(), InstantSource.system())) {
      Election other = other();
      SmallYard.awaitThat("the other leads", other::isHeld);
      try (Terms terms = terms(monitoring)) {
        Future<Verdict> _ = thread.submit(() -> terms.run(new Json(), stop));
        SmallYard.awaitThat(
            "stands by",
            () -> monitoring.vitals().ready().words().equals("standing by: other leads"));
        assertThat(deliver(port)).isEqualTo(202);
        other.close();
        yard.awaitStatus("controller.yaml", yard.origin().at("main").orElseThrow().hex());
        String moved = yard.commit("notes.txt", "more").hex();

        assertThat(deliver(port)).isEqualTo(202);

        yard.awaitStatus("controller.yaml", moved);
        stop.make();
      }
    }
  }

  @Test
  void takesAYardOverInItsFirstTermOnly() throws Exception {
    try (Monitoring monitoring = Monitoring.start(file(), InstantSource.system());
        Terms terms = Terms.begin(file(), wishes(TakeOver.ALLOWED), monitoring)) {
      Future<Verdict> _ = thread.submit(() -> terms.run(new Json(), stop));
      SmallYard.awaitThat("ready", () -> monitoring.vitals().ready().words().equals("ready"));

      assertThat(terms.wishes().takeOver()).isEqualTo(TakeOver.REFUSED);
      stop.make();
    }
  }

  @Test
  void takesNoYardOverLongAfterItsStart() throws Exception {
    Terms.Patience little =
        new Terms.Patience(Duration.ofMinutes(9), Duration.ofMinutes(9), Duration.ZERO);
    StoreGuard held = StoreGuard.take(yard.store());
    try (Monitoring monitoring = Monitoring.start(file(), InstantSource.system());
        Terms terms = Terms.begin(file(), wishes(TakeOver.ALLOWED), monitoring, little)) {
      Future<Verdict> _ = thread.submit(() -> terms.run(new Json(), stop));
      SmallYard.awaitThat(
          "waits", () -> monitoring.vitals().ready().words().contains("waits for who led before"));

      assertThat(terms.wishes().takeOver()).isEqualTo(TakeOver.REFUSED);
      stop.make();
    }
    held.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "duration: 6s     | duration: 2s  | leader.lease.duration: set 3s to 1h",
        "duration: 6s     | duration: 2h  | leader.lease.duration: set 3s to 1h",
        "kubernetes: { | local: {}, kubernetes: { |" + " leader: the local engine",
        "poll: 200ms      | forge: {kind: github, url: 'https://github.com', repository: a/b,"
            + " token: {file: t}} | the API is at",
        "store: store | store: /elsewhere | engine.kubernetes",
        "repository: { | repository: {signatures: {mode: require, gpgKeys: none.asc}, | none.asc"
      })
  void findsWrongSettingsBeforeItLeads(String right, String wrong, String problem)
      throws Exception {
    String settings = Files.readString(yard.settings());
    assertThat(settings).contains(right);
    Files.writeString(yard.settings(), settings.replace(right, wrong));
    try (Monitoring monitoring = Monitoring.start(file(), InstantSource.system())) {
      assertThatThrownBy(() -> terms(monitoring))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessageContaining(problem);
    }
  }

  private Election other() throws Exception {
    InstantSource steady = new SteadyClock(Instant.now(), System::nanoTime);
    LeaseSettings settings =
        new LeaseSettings(
            "small", "other", null, cluster.kubeconfig(), null, Duration.ofSeconds(6));
    return Election.begin(settings, InstantSource.system(), steady);
  }

  private static int deliver(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/gitlab"))
            .header("X-Gitlab-Token", "s3cret")
            .POST(BodyPublishers.ofString("{}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Workshop.Wishes wishes(TakeOver takeOver) {
    return new Workshop.Wishes(Set.of(), takeOver, Ending.ON_REQUEST);
  }

  private SettingsFile file() throws Exception {
    return SettingsFile.read(yard.settings(), new Json());
  }

  private Terms terms(Monitoring monitoring) throws Exception {
    return Terms.begin(file(), wishes(TakeOver.REFUSED), monitoring);
  }
}
