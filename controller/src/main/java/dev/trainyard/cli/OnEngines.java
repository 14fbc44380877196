package dev.trainyard.cli;

import dev.trainyard.engine.Engine;
import dev.trainyard.engine.Keeper;
import dev.trainyard.engine.kubernetes.KubernetesEngine;
import dev.trainyard.engine.kubernetes.KubernetesSettings;
import dev.trainyard.engine.local.LocalEngine;
import dev.trainyard.engine.local.LocalSettings;
import dev.trainyard.engine.slurm.SlurmEngine;
import dev.trainyard.engine.slurm.SlurmSettings;
import dev.trainyard.engine.slurm.SlurmSettings.Requests;
import dev.trainyard.engine.slurm.SlurmSettings.Times;
import dev.trainyard.model.ByteSize;
import dev.trainyard.remote.xrootd.XrootdProgram;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `spec.engine` of the settings: which engines there are.
///
/// @param local null: there is none
/// @param slurm null: there is none
/// @param kubernetes null: there is none
record OnEngines(
    SettingsFile file,
    Settings.@Nullable Local local,
    Settings.@Nullable Slurm slurm,
    Settings.@Nullable Kubernetes kubernetes) {
  private static final String CREDENTIALS = "AWS_";
  private static final String LOCAL = "local";
  private static final String KUBERNETES = "kubernetes";
  private static final String SLURM = "slurm";
  private static final Settings.Local OF_THE_MACHINE =
      new Settings.Local(null, null, Settings.Confined.PULLS);

  static OnEngines of(SettingsFile file) {
    Settings.Engine set = file.settings().spec().engine();
    boolean none = set.local() == null && set.slurm() == null && set.kubernetes() == null;
    return new OnEngines(file, none ? OF_THE_MACHINE : set.local(), set.slurm(), set.kubernetes());
  }

  /// Their names.
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    if (local != null) {
      names.add(LOCAL);
    }
    if (slurm != null) {
      names.add(SLURM);
    }
    if (kubernetes != null) {
      names.add(KUBERNETES);
    }
    return names;
  }

  /// Those that run packages in their images.
  Set<String> containers() {
    return kubernetes == null ? Set.of() : Set.of(KUBERNETES);
  }

  /// The one for whatever names none.
  String standard() {
    return slurm != null ? SLURM : kubernetes != null ? KUBERNETES : LOCAL;
  }

  /// The words that start `trainyard` where jobs run.
  List<String> launcher() {
    String set = slurm == null ? null : slurm.trainyard();
    return set == null ? Launcher.words() : List.of(set);
  }

  /// The words for engines whose jobs see other files than this machine.
  Map<String, List<String>> elsewhere() {
    return kubernetes == null ? Map.of() : Map.of(KUBERNETES, List.of(kubernetes.trainyard()));
  }

  /// Reads the settings of them all, and opens none.
  void check() throws InvalidSettingsException {
    if (slurm != null) {
      SlurmSettings _ = settings(slurm);
    }
    if (kubernetes != null) {
      KubernetesSettings _ = new OnKubernetes(file, kubernetes).settings();
    }
  }

  /// Opens them all.
  ///
  /// @param opened takes what is to be closed
  Map<String, Engine> open(InstantSource clock, Deque<Closeable> opened)
      throws IOException, InvalidSettingsException {
    Map<String, Engine> engines = new HashMap<>();
    if (local != null) {
      LocalEngine engine = LocalEngine.open(settings(local), clock);
      opened.push(engine::close);
      engines.put(LOCAL, engine);
    }
    if (slurm != null) {
      Keeper<?> engine = SlurmEngine.open(settings(slurm), clock);
      opened.push(engine::close);
      engines.put(SLURM, engine);
    }
    if (kubernetes != null) {
      Keeper<?> engine =
          KubernetesEngine.open(new OnKubernetes(file, kubernetes).settings(), clock);
      opened.push(engine::close);
      engines.put(KUBERNETES, engine);
    }
    return engines;
  }

  LocalSettings settings(Settings.Local set) {
    int slots =
        Optional.ofNullable(set.slots())
            .orElseGet(() -> Runtime.getRuntime().availableProcessors());
    ByteSize memory = Optional.ofNullable(set.memory()).orElseGet(OnEngines::mostMemory);
    LocalSettings usual = LocalSettings.of(file.work().resolve("engine"), slots, memory);
    return new LocalSettings(
        usual.ledger(),
        slots,
        memory,
        withCredentials(usual.environment()),
        usual.logSize(),
        usual.retention());
  }

  /// Jobs of this machine get what the controller itself has to reach places elsewhere; wagons do
  /// not.
  private static Map<String, String> withCredentials(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    System.getenv().entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(CREDENTIALS))
        .forEach(variable -> all.put(variable.getKey(), variable.getValue()));
    all.putAll(XrootdProgram.credentials(System.getenv()));
    return all;
  }

  private static ByteSize mostMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? new ByteSize(machine.getTotalMemorySize() / 4 * 3)
        : ByteSize.parse("4Gi");
  }

  SlurmSettings settings(Settings.Slurm set) throws InvalidSettingsException {
    String folder = set.folder();
    if (folder == null && file.storeAddress().isPresent()) {
      throw new InvalidSettingsException(
          "engine.slurm.folder: a store that is no folder cannot keep Slurm's accounts; name a"
              + " folder that the nodes share");
    }
    Path accounts = folder == null ? file.store().resolve(SLURM) : file.path(folder);
    if (accounts.toString().matches("(?s).*[%\\\\\\p{Cntrl}].*")) {
      throw new InvalidSettingsException(
          "engine.slurm.folder: Slurm has a meaning of its own for %, \\ and line breaks in the"
              + " names of files; set a folder without them: "
              + accounts);
    }
    Integer throttle = set.throttle();
    return new SlurmSettings(
        accounts,
        file.work().resolve("slurm-id"),
        path(set.commands()),
        environment(set),
        new Requests(options(set), set.arraySize(), throttle == null ? 0 : throttle, set.nice()),
        new Times(set.poll(), set.patience(), set.grace(), Times.RETENTION));
  }

  private @Nullable Path path(@Nullable String text) {
    return text == null ? null : file.path(text);
  }

  private Map<String, String> environment(Settings.Slurm set) {
    Map<String, String> environment = new HashMap<>(LocalSettings.MINIMAL_ENVIRONMENT);
    Path configuration = path(set.configuration());
    if (configuration != null) {
      environment.put("SLURM_CONF", configuration.toString());
    }
    return environment;
  }

  private static List<String> options(Settings.Slurm set) {
    List<String> options = new ArrayList<>();
    add(options, "--partition=", set.partition());
    add(options, "--account=", set.account());
    add(options, "--qos=", set.qos());
    options.addAll(set.options());
    return options;
  }

  private static void add(List<String> options, String name, @Nullable String value) {
    if (value != null) {
      options.add(name + value);
    }
  }
}
