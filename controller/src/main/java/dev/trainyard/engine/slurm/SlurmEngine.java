package dev.trainyard.engine.slurm;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.Keeper;
import dev.trainyard.engine.LedgerInUseException;
import dev.trainyard.model.SteadyClock;
import java.io.IOException;
import java.time.InstantSource;

/// Runs tasks as job arrays of a Slurm cluster. What was accepted lies in a folder that the nodes
/// share; it says which array of Slurm may run a task, so that what is submitted twice, lost by
/// Slurm or begun anew runs at most once at a time, and how a task ended.
///
/// Slurm requeues what it preempts and what was on a lost node; such a task waits again. A task
/// that Slurm loses is lost here: it is never submitted again under its name.
public final class SlurmEngine {
  private SlurmEngine() {}

  /// Takes up the ledger where the last engine left it. Slurm is not asked yet.
  ///
  /// @throws LedgerInUseException if another engine has it
  /// @throws IOException if it is not the one that the controller worked with before
  public static Keeper<?> open(SlurmSettings settings, InstantSource clock) throws IOException {
    SlurmLedger ledger = SlurmLedger.open(settings.folder(), settings.memo());
    try {
      SteadyClock steady = new SteadyClock(clock.instant(), System::nanoTime);
      SlurmSettings.Times times = settings.times();
      return Keeper.open(
          "slurm-engine",
          _ -> new SlurmFarm(settings, clock, steady, ledger),
          new Keeper.Times(times.poll(), times.retention(), times.retention()),
          clock);
    } catch (IOException | RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  /// Asks Slurm all that can be asked without submitting anything.
  ///
  /// @return what was found, for people
  /// @throws EngineUnreachableException if a command is not there, or not answered
  public static String look(SlurmSettings settings, InstantSource clock)
      throws EngineUnreachableException {
    SlurmCommands commands =
        new SlurmCommands(settings, new SteadyClock(clock.instant(), System::nanoTime));
    String version = commands.version();
    int most = commands.mostTasks();
    Queue _ = commands.queue("");
    return "%s answers, arrays of at most %d tasks".formatted(version, most);
  }
}
