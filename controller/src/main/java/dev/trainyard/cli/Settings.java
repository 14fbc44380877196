package dev.trainyard.cli;

import dev.trainyard.model.ByteSize;
import dev.trainyard.runs.RunField;
import dev.trainyard.runs.RunSources.Format;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an operator sets, as it is written in the settings file (`schemas/settings.schema.json`).
record Settings(Metadata metadata, Spec spec) {

  /// How the yard is called.
  record Metadata(String name) {}

  record Spec(
      Repository repository,
      String work,
      String store,
      @Nullable S3 s3,
      @Nullable Xrootd xrootd,
      @Nullable String scratch,
      Inputs inputs,
      Engine engine,
      Images images,
      Pulls pulls,
      @Nullable Forge forge,
      @Nullable Health health,
      @Nullable Leader leader,
      Map<String, RunSource> runSources,
      Duration poll,
      Duration relist,
      Duration counts) {
    Spec {
      runSources = Map.copyOf(runSources);
    }
  }

  record Repository(
      String url,
      String main,
      String status,
      boolean plainHttp,
      @Nullable Token token,
      @Nullable Ssh ssh,
      Signatures signatures) {}

  /// Exactly one of `file` and `environment` is set.
  record Token(String user, @Nullable String file, @Nullable String environment) {}

  /// Exactly one is set.
  record Secret(@Nullable String file, @Nullable String environment) {}

  /// Where pull requests are opened.
  record Forge(
      ForgeKind kind,
      @Nullable String url,
      String repository,
      @Nullable String account,
      Secret token,
      @Nullable Webhook webhook) {}

  record Webhook(String listen, Secret secret) {}

  /// Where runs are known: exactly one of the first four is set.
  ///
  /// @param format of a file or address; null if its name tells
  /// @param run the column that holds the run's number
  record RunSource(
      @Nullable Sqlite sqlite,
      @Nullable Postgresql postgresql,
      @Nullable String file,
      @Nullable String url,
      @Nullable Format format,
      String run,
      Map<String, Field> fields,
      Duration every,
      Duration limit,
      int mostRows) {
    RunSource {
      fields = Map.copyOf(fields);
    }
  }

  record Sqlite(String file, String query) {}

  record Postgresql(String address, String user, Secret password, String query) {}

  /// @param column null if it is called as the field
  record Field(
      @Nullable String column, RunField.Type type, boolean inverted, Map<String, Integer> bits) {
    Field {
      bits = Map.copyOf(bits);
    }
  }

  /// Which of several controllers works.
  record Leader(Lease lease) {}

  /// What is null is as the machine has it.
  record Lease(
      String name,
      @Nullable String namespace,
      @Nullable String kubeconfig,
      @Nullable String context,
      Duration duration) {}

  /// Where the controller tells how it is.
  record Health(String listen, Duration stuck) {}

  /// Whose API a forge speaks.
  enum ForgeKind {
    GITHUB("github"),
    GITLAB("gitlab");

    private final String word;

    ForgeKind(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  record Ssh(String identity, String knownHosts) {}

  /// What has to be signed, and by whose keys.
  record Signatures(
      Mode mode, Mode packages, @Nullable String allowedSigners, @Nullable String gpgKeys) {
    enum Mode {
      OFF("off"),
      WARN("warn"),
      REQUIRE("require");

      private final String word;

      Mode(String word) {
        this.word = word;
      }

      @Override
      public String toString() {
        return word;
      }
    }
  }

  /// How object storage is reached. What is null is as the environment says.
  record S3(
      @Nullable String endpoint,
      @Nullable String region,
      boolean pathStyle,
      @Nullable String credentials,
      @Nullable String profile,
      boolean anonymous) {}

  /// How XRootD servers are reached.
  record Xrootd(@Nullable String commands) {}

  /// @param s3 null: as the store's
  record Inputs(
      @Nullable String root,
      List<String> folders,
      List<String> hosts,
      List<String> buckets,
      @Nullable S3 s3) {
    Inputs {
      folders = List.copyOf(folders);
      buckets = List.copyOf(buckets);
      hosts = List.copyOf(hosts);
    }
  }

  /// Which images packages may have.
  ///
  /// @param credentials null: registries are asked as anybody
  record Images(
      List<String> allow,
      @Nullable String credentials,
      List<String> plainHttp,
      List<String> hosts,
      Duration refresh) {
    Images {
      allow = List.copyOf(allow);
      plainHttp = List.copyOf(plainHttp);
      hosts = List.copyOf(hosts);
    }
  }

  /// Without any, the local one is there.
  record Engine(@Nullable Local local, @Nullable Slurm slurm, @Nullable Kubernetes kubernetes) {}

  /// What is null follows the machine.
  record Local(@Nullable Integer slots, @Nullable ByteSize memory, Confined confinement) {}

  /// What is null is left to Slurm, or to the machine.
  record Slurm(
      @Nullable String folder,
      @Nullable String commands,
      @Nullable String configuration,
      @Nullable String trainyard,
      @Nullable String partition,
      @Nullable String account,
      @Nullable String qos,
      List<String> options,
      @Nullable Integer throttle,
      int arraySize,
      int nice,
      Duration poll,
      Duration patience,
      Duration grace,
      Confined confinement) {
    Slurm {
      options = List.copyOf(options);
    }
  }

  /// What is null is left to the cluster, or to where the controller runs.
  record Kubernetes(
      String image,
      @Nullable String runtimeImage,
      String trainyard,
      @Nullable String kubeconfig,
      @Nullable String context,
      @Nullable String namespace,
      List<Volume> volumes,
      @Nullable String storeSecret,
      int user,
      int group,
      ByteSize scratch,
      List<String> pullSecrets,
      Map<String, String> nodeSelector,
      List<Toleration> tolerations,
      @Nullable String queue,
      List<PriorityClass> priorityClasses,
      int jobSize,
      @Nullable Integer parallelism,
      int restarts,
      int rate,
      int burst,
      Duration poll,
      Duration patience,
      Duration startup,
      Duration silence,
      Duration keep) {
    Kubernetes {
      volumes = List.copyOf(volumes);
      pullSecrets = List.copyOf(pullSecrets);
      nodeSelector = Map.copyOf(nodeSelector);
      tolerations = List.copyOf(tolerations);
      priorityClasses = List.copyOf(priorityClasses);
    }
  }

  record Volume(String claim, String path, @Nullable String folder, boolean readOnly) {}

  record Toleration(@Nullable String key, @Nullable String value, @Nullable String effect) {}

  record PriorityClass(int from, String name) {}

  /// Whose wagons an engine confines, besides those of pull requests.
  enum Confined {
    PULLS("pulls"),
    ALL("all");

    private final String word;

    Confined(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  record Pulls(
      List<String> heads,
      String approvals,
      int most,
      int tests,
      Duration age,
      ByteSize bytes,
      PullConfinement confinement,
      List<String> readable,
      ByteSize disk) {
    Pulls {
      heads = List.copyOf(heads);
      readable = List.copyOf(readable);
    }
  }

  /// Whether wagons of pull requests are tested only where they can be confined.
  enum PullConfinement {
    REQUIRED("required"),
    NONE("none");

    private final String word;

    PullConfinement(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
