package dev.trainyard.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A small shell process beside the job that outlives it: when the job is gone without having said
/// goodbye (SIGKILL, out of memory), it ends the wagons that the job has left running.
///
/// It hears of wagons through a pipe and knows that the job is gone when the pipe closes. It finds
/// their processes by control group, session and marker.
final class Guard implements AutoCloseable {
  /// Its name among the programs that a job has started.
  static final String NAME = "guard";

  private static final String SCRIPT =
      """
      sessions=' '; groups=' '
      while read -r word value; do
        case $word in
          session) sessions="$sessions$value " ;;
          group) groups="$groups$value " ;;
          over) sessions="${sessions% $value *} ${sessions#* $value }" ;;
          goodbye) exit 0 ;;
        esac
      done
      marker=TRAINYARD_EXECUTION=$1
      tries=0; found=yes
      while [ -n "$found" ] && [ $tries -lt 100 ]; do
        found=; tries=$((tries + 1))
        for group in $groups; do
          [ -w "$group/cgroup.kill" ] && echo 1 >"$group/cgroup.kill"
          [ -r "$group/cgroup.procs" ] && while read -r pid; do
            found=yes; kill -KILL "$pid"
          done <"$group/cgroup.procs"
        done
        for process in /proc/[0-9]*; do
          pid=${process#/proc/}
          read -r stat <"$process/stat" || continue
          set -- ${stat##*) }
          [ "$1" = Z ] && continue
          hit=
          case $sessions in *" $4 "*) hit=yes ;; esac
          [ -z "$hit" ] && grep -q -a -F "$marker" "$process/environ" && hit=yes
          [ -n "$hit" ] && { found=yes; kill -KILL "$pid"; }
        done
      done
      for group in $groups; do rmdir "$group"; done
      """;

  private static final Duration POLL = Duration.ofMillis(1);

  private final Adoption adoption;
  private final int pid;
  private final int pipe;
  private final Set<Integer> sessions = new HashSet<>();

  private Guard(Adoption adoption, int pid, int pipe) {
    this.adoption = adoption;
    this.pid = pid;
    this.pipe = pipe;
  }

  /// Starts the guard of one execution.
  static Guard start(Adoption adoption, String execution) throws IOException {
    Posix.Pipe pipe = Posix.pipe();
    try {
      List<String> words = List.of("/bin/sh", "-c", SCRIPT, "trainyard-guard", execution);
      Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");
      Spawn spawn = new Spawn(words, environment, Path.of("/"), pipe.readEnd(), -1, -1);
      return new Guard(adoption, adoption.start(spawn, NAME), pipe.writeEnd());
    } finally {
      Posix.close(pipe.readEnd());
    }
  }

  /// Puts a control group under its eyes.
  synchronized void watch(Cgroup group) {
    group.groups().forEach(path -> tell("group " + path));
  }

  /// Puts a session under its eyes.
  synchronized void watch(int session) {
    sessions.add(session);
    tell("session " + session);
  }

  /// The session is over, and its number may be used again.
  synchronized void forget(int session) {
    sessions.remove(session);
    tell("over " + session);
  }

  private void tell(String line) {
    Posix.write(pipe, line + "\n");
  }

  /// Lets it go; first it ends what may still run, if anything does.
  @Override
  public synchronized void close() {
    if (sessions.isEmpty()) {
      tell("goodbye");
    }
    Posix.close(pipe);
    while (!Posix.hasEnded(pid)) {
      Posix.await(-1, -1, POLL);
    }
    adoption.reap(pid);
  }
}
