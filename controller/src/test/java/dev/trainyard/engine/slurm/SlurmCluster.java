package dev.trainyard.engine.slurm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.engine.DurableFiles;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real Slurm of its own: one `slurmctld` and some `slurmd` on this machine, on loopback only,
/// without munge, accounts and systemd, in a folder of its own.
public final class SlurmCluster implements Closeable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final List<String> NEEDED =
      List.of("/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch");

  private final Path folder;
  private final int nodes;
  private final Map<String, Process> daemons = new HashMap<>();

  private SlurmCluster(Path folder, int nodes) {
    this.folder = folder;
    this.nodes = nodes;
  }

  /// Starts one, or has the test skipped where Slurm is not installed.
  ///
  /// @param nodes each claims 16 CPUs
  /// @param more lines for `slurm.conf`
  public static SlurmCluster start(Path folder, int nodes, String... more) throws Exception {
    for (String program : NEEDED) {
      assumeTrue(
          Files.isExecutable(Path.of(program)),
          program + " is missing: apt-get install slurmctld slurmd slurm-client");
    }
    SlurmCluster cluster = new SlurmCluster(Files.createDirectories(folder).toRealPath(), nodes);
    try {
      cluster.configure(more);
      cluster.startController();
      for (int node = 1; node <= nodes; node++) {
        cluster.startNode(node);
      }
      cluster.awaitNodes();
      return cluster;
    } catch (Exception | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  /// What a client needs: to be added to its environment.
  public Path configuration() {
    return folder.resolve("slurm.conf");
  }

  private void configure(String... more) throws IOException {
    for (String name : List.of("state", "spool", "log", "run")) {
      Files.createDirectories(folder.resolve(name));
    }
    String host = InetAddress.getLocalHost().getHostName().replaceAll("\\..*", "");
    String user = System.getProperty("user.name");
    List<Integer> ports = freePorts(nodes + 1);
    List<String> lines = new ArrayList<>();
    lines.add(
        """
        ClusterName=trains
        SlurmctldHost=%1$s(127.0.0.1)
        SlurmctldPort=%2$d
        SlurmUser=%3$s
        SlurmdUser=%3$s
        AuthType=auth/none
        CredType=cred/none
        AuthInfo=cred_expire=5
        AccountingStorageType=accounting_storage/none
        StateSaveLocation=%4$s/state
        SlurmdSpoolDir=%4$s/spool/%%n
        SlurmctldPidFile=%4$s/run/slurmctld.pid
        SlurmdPidFile=%4$s/run/slurmd-%%n.pid
        SlurmctldLogFile=%4$s/log/slurmctld.log
        SlurmdLogFile=%4$s/log/slurmd-%%n.log
        CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        JobAcctGatherType=jobacct_gather/none
        SwitchType=switch/none
        MpiDefault=none
        ReturnToService=2
        SlurmdParameters=config_overrides
        SelectType=select/cons_tres
        SelectTypeParameters=CR_CPU_Memory
        SchedulerParameters=batch_sched_delay=0,sched_min_interval=20000,bf_interval=1
        PriorityType=priority/basic
        MaxJobCount=20000
        JobRequeue=1
        KillWait=2
        SlurmctldTimeout=10
        SlurmdTimeout=10
        MessageTimeout=10
        InactiveLimit=0\
        """
            .formatted(host, ports.getFirst(), user, folder));
    for (int node = 1; node <= nodes; node++) {
      lines.add(
          "NodeName=n%d NodeHostname=%s NodeAddr=127.0.0.1 Port=%d CPUs=16 RealMemory=16000"
              .formatted(node, host, ports.get(node)));
    }
    lines.add("PartitionName=train Nodes=ALL Default=YES MaxTime=INFINITE State=UP");
    lines.addAll(List.of(more));
    Files.write(configuration(), lines);
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /// Starts the controlling daemon, on the state that the last one saved.
  public void startController() throws IOException {
    daemon("slurmctld", "/usr/sbin/slurmctld", "-D");
    await().atMost(PATIENCE).until(() -> run("scontrol", "ping").contains("is UP"));
  }

  /// Kills the controlling daemon without warning.
  public void killController() throws InterruptedException {
    kill("slurmctld");
  }

  /// Kills it so many milliseconds from now, and returns then.
  public void killControllerAfter(int millis) throws InterruptedException {
    Process daemon = Objects.requireNonNull(daemons.get("slurmctld"));
    boolean _ = daemon.waitFor(millis, TimeUnit.MILLISECONDS);
    killController();
  }

  /// Kills the controlling daemon, and takes away all that it saved: the next one knows no job, and
  /// gives their ids to others.
  public void killControllerForgetting() throws IOException, InterruptedException {
    killController();
    DurableFiles.delete(folder.resolve("state"));
    Files.createDirectories(folder.resolve("state"));
  }

  /// Starts the daemon of a node, counted from 1.
  public void startNode(int node) throws IOException {
    Files.createDirectories(folder.resolve("spool/n" + node));
    daemon("n" + node, "/usr/sbin/slurmd", "-D", "-N", "n" + node);
  }

  /// Kills the daemon of a node and those that look after its tasks, whose own processes go on:
  /// from far it looks as if the machine had gone.
  public void killNode(int node) throws InterruptedException {
    kill("n" + node);
    ProcessHandle.allProcesses()
        .filter(SlurmCluster::isStepDaemon)
        .filter(step -> hasOpen(step, folder.resolve("log/slurmd-n" + node + ".log")))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean isStepDaemon(ProcessHandle process) {
    return process.info().command().filter(it -> it.contains("slurmstepd")).isPresent();
  }

  private static boolean hasOpen(ProcessHandle process, Path file) {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return open.anyMatch(link -> target(link).equals(file.toString()));
    } catch (IOException _) {
      return false;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException _) {
      return "";
    }
  }

  private void awaitNodes() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                run("sinfo", "-h", "-N", "-o", "%T").lines().filter("idle"::equals).count()
                    == nodes);
  }

  private void daemon(String name, String... words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("SLURM_CONF", configuration().toString());
    daemons.put(
        name,
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log/" + name + ".out").toFile())
            .start());
  }

  private void kill(String name) throws InterruptedException {
    Process daemon = Objects.requireNonNull(daemons.remove(name), name);
    daemon.destroyForcibly().waitFor();
  }

  /// Runs one of Slurm's commands as an administrator does.
  public String run(String... words) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("SLURM_CONF", configuration().toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said;
  }

  /// Ends all jobs and daemons.
  @Override
  public void close() throws IOException {
    try {
      if (daemons.containsKey("slurmctld")) {
        run("scancel", "--quiet", "--user=" + System.getProperty("user.name"));
      }
      daemons.values().forEach(Process::destroy);
      for (Process daemon : daemons.values()) {
        if (!daemon.waitFor(5, TimeUnit.SECONDS)) {
          daemon.destroyForcibly().waitFor();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      daemons.values().forEach(Process::destroyForcibly);
      daemons.clear();
      endTasks();
    }
  }

  /// Ends what is left of jobs, and of what looks after them: all have the cluster's configuration
  /// in their environment.
  private void endTasks() {
    String mark = "\0SLURM_CONF=" + configuration() + "\0";
    ProcessHandle.allProcesses()
        .filter(process -> environment(process).contains(mark))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static String environment(ProcessHandle process) {
    try {
      return "\0" + Files.readString(Path.of("/proc/" + process.pid() + "/environ")) + "\0";
    } catch (IOException _) {
      return "";
    }
  }
}
