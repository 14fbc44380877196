package dev.trainyard.cli;

import dev.trainyard.cli.Checkup.Check;
import dev.trainyard.controller.RunCatalogue;
import dev.trainyard.forge.Forge;
import dev.trainyard.git.RemoteException;
import dev.trainyard.git.RemoteLook;
import dev.trainyard.git.RemoteSettings;
import dev.trainyard.job.Confinement;
import dev.trainyard.job.NotConfinedException;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.remote.RemoteAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The checks of `trainyard doctor --settings`: everything that a controller opens, looked at by
/// the code that opens it, and taken by none of them.
///
/// @param limit what a check may take
record SettingsChecks(SettingsFile file, Elsewhere elsewhere, InstantSource clock, Duration limit) {
  private static final String NETWORK =
      "check address and credentials in the settings, and that this machine reaches it";

  List<Check> all() {
    DiskChecks disk = new DiskChecks(file, elsewhere);
    List<Check> checks = new ArrayList<>();
    checks.add(new Check("settings", "mend what is said", this::settings));
    checks.add(new Check("versions", "", () -> Answer.ok(Versions.here())));
    checks.add(
        new Check(
            "clock",
            "see the check of the store",
            new ClockCheck(servers(), file.store(), clock, limit)::look));
    checks.add(
        new Check(
            "credentials",
            "name what is there, for this user to read",
            new SecretsCheck(file)::look));
    checks.add(new Check("work", "set work to a folder of a local disk", disk::work));
    checks.add(new Check("repository", NETWORK, this::repository));
    checks.add(new Check("store", "mount it, or set store to where it is", disk::store));
    checks.add(new Check("inputs", "mount them, or take them out of inputs", disk::inputs));
    for (String bucket : file.settings().spec().inputs().buckets()) {
      checks.add(new Check("bucket " + bucket, NETWORK, () -> bucket(bucket)));
    }
    checks.add(new Check("confinement", "", this::confinement));
    checks.addAll(new EngineChecks(OnEngines.of(file), clock).all());
    for (String source : new TreeSet<>(file.settings().spec().runSources().keySet())) {
      checks.add(new Check("runs " + source, "see runSources in the settings", () -> runs(source)));
    }
    if (file.settings().spec().forge() != null) {
      checks.add(new Check("forge", NETWORK, this::forge));
    }
    return checks;
  }

  private Answer settings() throws IOException, InvalidSettingsException {
    Workshop.check(file);
    OnRuns.open(file, clock);
    return Answer.ok("%s, yard %s".formatted(file.file(), file.settings().metadata().name()));
  }

  /// Servers that the settings name anyway.
  private List<URI> servers() {
    Settings.Spec spec = file.settings().spec();
    Settings.Forge forge = spec.forge();
    Settings.S3 s3 = spec.s3();
    return Stream.of(
            spec.repository().url(),
            forge == null ? null : forge.url(),
            s3 == null ? null : s3.endpoint())
        .flatMap(Stream::ofNullable)
        .flatMap(it -> server(it).stream())
        .distinct()
        .toList();
  }

  private static Optional<URI> server(String url) {
    try {
      URI uri = URI.create(url);
      String scheme = uri.getScheme();
      return uri.getHost() != null && ("https".equals(scheme) || "http".equals(scheme))
          ? Optional.of(uri.resolve("/"))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Answer repository() throws IOException, InvalidSettingsException, RemoteException {
    RemoteSettings remote = file.repository().remote();
    String main = file.settings().spec().repository().main();
    String status = file.settings().spec().repository().status();
    RemoteLook look = RemoteLook.at(remote, List.of(main, status));
    if (!look.branches().contains(main)) {
      return Answer.wrong(
          "%s has no branch %s".formatted(remote.url(), main),
          "push the yard there, or set repository.main");
    }
    if (look.noPush().isPresent()) {
      return Answer.wrong(
          "it is there, but %s".formatted(look.noPush().get().getMessage()),
          "give these credentials the right to push " + status);
    }
    return Answer.ok(
        "%s has %s, %s, and lets us push (rules for branches aside)"
            .formatted(
                remote.url(),
                main,
                look.branches().contains(status) ? status : "no " + status + " yet"));
  }

  private Answer bucket(String bucket) throws IOException {
    // None begins so; whether it may be listed is known all the same.
    elsewhere.open(RemoteAddress.parse("s3://" + bucket)).list("", ".trainyard-doctor-", "");
    return Answer.ok("may be listed");
  }

  private Answer confinement() throws InvalidSettingsException {
    Confinement confinement = file.confinement();
    try {
      return Answer.ok(Workshop.enforced(confinement, OnEngines.of(file)));
    } catch (NotConfinedException e) {
      String found = "wagons cannot be confined on this machine: " + e.getMessage();
      String remedy = "install bubblewrap, and allow user namespaces (README, pull requests)";
      boolean pulls = !file.settings().spec().pulls().heads().isEmpty() || isOnForge();
      return switch (confinement.who()) {
        case ALL -> Answer.wrong(found, remedy);
        case PULLS ->
            pulls
                ? Answer.warn(found + ": those of pull requests are not tested", remedy)
                : Answer.ok("not possible on this machine, and no pull requests are read");
        case NOBODY -> Answer.ok("nobody is to be confined");
      };
    }
  }

  private boolean isOnForge() {
    return file.settings().spec().forge() != null;
  }

  private Answer runs(String source) throws Exception {
    RunCatalogue catalogue = OnRuns.open(file, clock).get(source);
    RunTable table = catalogue == null ? null : read(catalogue);
    return Answer.ok(table == null ? "none" : table.runs().size() + " runs");
  }

  private static @Nullable RunTable read(RunCatalogue catalogue) throws Exception {
    return catalogue.source().read(null);
  }

  private Answer forge() throws IOException, InvalidSettingsException {
    Optional<Forge> forge = OnForge.open(file, clock);
    if (forge.isEmpty()) {
      return Answer.ok("none");
    }
    try (Forge asked = forge.get()) {
      int open = asked.open().size();
      return Answer.ok("the token is taken; %d open pull requests".formatted(open));
    }
  }
}
