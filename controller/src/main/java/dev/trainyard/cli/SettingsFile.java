package dev.trainyard.cli;

import dev.trainyard.config.SettingsReader;
import dev.trainyard.config.SettingsReader.Reading;
import dev.trainyard.git.Credentials;
import dev.trainyard.git.PullPattern;
import dev.trainyard.git.PullRefs;
import dev.trainyard.git.RemoteLimits;
import dev.trainyard.git.RemoteSettings;
import dev.trainyard.git.RemoteUrl;
import dev.trainyard.git.RemoteUrl.PlainHttp;
import dev.trainyard.git.RepositorySettings;
import dev.trainyard.git.SignatureSettings;
import dev.trainyard.git.SignatureSettings.Mode;
import dev.trainyard.job.Confinement;
import dev.trainyard.job.Confinement.Who;
import dev.trainyard.json.Json;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.Remotes;
import dev.trainyard.remote.s3.S3Settings;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A controller's settings with everything that follows from where the file lies.
///
/// @param file the file: relative paths start in its folder
record SettingsFile(Settings settings, Path file) {
  private static final String BRANCHES = "refs/heads/";

  /// Reads a settings file.
  ///
  /// @throws InvalidSettingsException with every problem, one a line
  /// @throws UsageException if there is no such file
  static SettingsFile read(Path file, Json json)
      throws IOException, InvalidSettingsException, UsageException {
    if (!Files.exists(file)) {
      throw new UsageException(
          "there is no settings file %s; name it with --settings, or in the environment variable %s"
              .formatted(file, YardOption.SETTINGS_VARIABLE));
    } else if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(
          "the settings file " + file + " cannot be read; name it with --settings");
    }
    Reading<Settings> reading =
        new SettingsReader(json).read(file.toString(), Files.readAllBytes(file), Settings.class);
    Optional<Settings> settings = reading.settings();
    if (settings.isEmpty()) {
      throw new InvalidSettingsException(
          reading.problems().stream()
              .map(problem -> problem.toString())
              .collect(Collectors.joining("\n")));
    }
    SettingsFile read = new SettingsFile(settings.get(), file.toAbsolutePath().normalize());
    try {
      read.storeAddress().ifPresent(store -> Elsewhere.check(read, store));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("spec.store: " + e.getMessage());
    }
    return read;
  }

  /// A path of the settings, made absolute.
  Path path(String text) {
    return file.resolveSibling(text).normalize();
  }

  Path work() {
    return path(settings.spec().work());
  }

  /// The store's folder; of a store elsewhere, the folder of this controller for what it works on.
  Path store() {
    return storeAddress().isPresent() ? work().resolve("store") : path(settings.spec().store());
  }

  /// Where the store is if it is no folder.
  Optional<RemoteAddress> storeAddress() {
    String set = settings.spec().store();
    return RemoteAddress.isMeant(set) ? Optional.of(RemoteAddress.parse(set)) : Optional.empty();
  }

  /// The store.
  ///
  /// @param copy for what is being worked on, if it is elsewhere
  Store openStore(Remotes remotes, Path copy, Json json) throws IOException {
    Optional<RemoteAddress> address = storeAddress();
    return address.isEmpty()
        ? new Store(store(), json)
        : Store.elsewhere(remotes.open(address.get()), copy, json);
  }

  /// Whose programs run confined.
  ///
  /// @throws InvalidSettingsException if what is secret were readable
  Confinement confinement() throws InvalidSettingsException {
    Settings.Spec spec = settings.spec();
    List<Path> readable = spec.pulls().readable().stream().map(this::path).toList();
    try {
      Confinement all = new Confinement(who(spec), readable, secrets(), spec.pulls().disk());
      return all.withoutNeedlessHiding();
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("pulls: " + e.getMessage());
    }
  }

  private static Who who(Settings.Spec spec) {
    Settings.Local local = spec.engine().local();
    Settings.Slurm slurm = spec.engine().slurm();
    boolean all =
        (local != null && local.confinement() == Settings.Confined.ALL)
            || (slurm != null && slurm.confinement() == Settings.Confined.ALL);
    return switch (all ? Settings.Confined.ALL : Settings.Confined.PULLS) {
      case ALL -> Who.ALL;
      case PULLS ->
          switch (spec.pulls().confinement()) {
            case REQUIRED -> Who.PULLS;
            case NONE -> Who.NOBODY;
          };
    };
  }

  private List<Path> secrets() {
    List<Path> secrets = new ArrayList<>(List.of(file, work(), store()));
    Settings.Token token = settings.spec().repository().token();
    String tokenFile = token == null ? null : token.file();
    if (tokenFile != null) {
      secrets.add(path(tokenFile));
    }
    Settings.Ssh ssh = settings.spec().repository().ssh();
    if (ssh != null) {
      secrets.add(path(ssh.identity()));
    }
    Settings.Kubernetes kubernetes = settings.spec().engine().kubernetes();
    String kubeconfig = kubernetes == null ? null : kubernetes.kubeconfig();
    if (kubeconfig != null) {
      secrets.add(path(kubeconfig));
    }
    String registries = settings.spec().images().credentials();
    if (registries != null) {
      secrets.add(path(registries));
    }
    Settings.Leader leader = settings.spec().leader();
    String leases = leader == null ? null : leader.lease().kubeconfig();
    if (leases != null) {
      secrets.add(path(leases));
    }
    Settings.Slurm slurm = settings.spec().engine().slurm();
    String accounts = slurm == null ? null : slurm.folder();
    if (accounts != null) {
      secrets.add(path(accounts));
    }
    for (S3Settings s3 :
        List.of(Elsewhere.s3(this, settings.spec().s3()), Elsewhere.ofInputs(this))) {
      Optional.ofNullable(s3.credentials()).ifPresent(secrets::add);
    }
    secrets.addAll(OnForge.secrets(this));
    secrets.addAll(OnRuns.secrets(this));
    return secrets;
  }

  /// How the repository is reached.
  ///
  /// @throws InvalidSettingsException if the address is none that may be used
  RepositorySettings repository() throws InvalidSettingsException {
    Settings.Repository repository = settings.spec().repository();
    try {
      RemoteUrl url =
          RemoteUrl.parse(
              repository.url(),
              repository.plainHttp() ? PlainHttp.ALLOWED : PlainHttp.LOOPBACK_ONLY);
      return new RepositorySettings(
          new RemoteSettings(url, credentials(repository), RemoteLimits.defaults()),
          work().resolve("repository"),
          repository.main(),
          repository.status(),
          RepositorySettings.Author.TRAINYARD,
          pullRefs(),
          signatures(repository.signatures()));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("repository: " + e.getMessage());
    }
  }

  private SignatureSettings signatures(Settings.Signatures set) {
    Mode mode = mode(set.mode());
    Mode packages = mode(set.packages());
    if ((mode != Mode.OFF || packages != Mode.OFF)
        && set.allowedSigners() == null
        && set.gpgKeys() == null) {
      throw new IllegalArgumentException(
          "signatures are wanted, but no keys are known; name a file of allowedSigners or gpgKeys");
    }
    return new SignatureSettings(
        mode,
        packages,
        Optional.ofNullable(set.allowedSigners()).map(this::path),
        Optional.ofNullable(set.gpgKeys()).map(this::path),
        InstantSource.system());
  }

  private static Mode mode(Settings.Signatures.Mode set) {
    return switch (set) {
      case OFF -> Mode.OFF;
      case WARN -> Mode.WARN;
      case REQUIRE -> Mode.REQUIRE;
    };
  }

  private PullRefs pullRefs() throws InvalidSettingsException {
    Settings.Pulls pulls = settings.spec().pulls();
    try {
      Settings.Forge forge = settings.spec().forge();
      List<String> where =
          pulls.heads().isEmpty() && forge != null
              ? List.of(forge.kind().toString())
              : pulls.heads();
      if (forge != null && where.stream().allMatch(head -> head.startsWith(BRANCHES))) {
        throw new InvalidSettingsException(
            "pulls.heads names branches only, but the forge keeps heads of pull requests elsewhere;"
                + " add "
                + forge.kind());
      }
      List<PullPattern> heads = where.stream().map(PullPattern::parse).toList();
      return new PullRefs(heads, pulls.approvals(), pulls.most());
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("pulls: " + e.getMessage());
    }
  }

  private Credentials credentials(Settings.Repository repository) {
    Settings.Token token = repository.token();
    Settings.Ssh ssh = repository.ssh();
    if (token != null) {
      return new Credentials.HttpToken(token.user(), () -> token(token));
    }
    return ssh == null
        ? new Credentials.None()
        : new Credentials.SshKey(path(ssh.identity()), path(ssh.knownHosts()));
  }

  private String token(Settings.Token token) throws IOException {
    return secret(new Settings.Secret(token.file(), token.environment()));
  }

  /// What is secret now.
  String secret(Settings.Secret secret) throws IOException {
    String file = secret.file();
    String variable = secret.environment();
    if (file != null) {
      return Files.readString(path(file)).strip();
    }
    String value = variable == null ? null : System.getenv(variable);
    if (value == null) {
      throw new IOException("the token's environment variable " + variable + " is not set");
    }
    return value;
  }
}
