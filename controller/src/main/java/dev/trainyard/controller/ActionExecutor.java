package dev.trainyard.controller;

import dev.trainyard.controller.Unpacking.Haste;
import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.git.GoneTreeException;
import dev.trainyard.git.RemoteException;
import dev.trainyard.git.UnsafeTreeException;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.report.SafeText;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what a plan says. Every action may be repeated: orders are pinned by whoever is first, and
/// engines find submissions by their names.
public final class ActionExecutor {
  private static final Logger log = LoggerFactory.getLogger(ActionExecutor.class);

  /// As the operating system says it, and no retry mends it.
  private static final String NAME_TOO_LONG = "File name too long";

  private final Unpacking unpacking;
  private final Store store;
  private final Map<String, Engine> engines;
  private final TaskCommand tasks;

  /// @param unpacking brings the software of packages to the store
  public ActionExecutor(
      Unpacking unpacking, Store store, Map<String, Engine> engines, TaskCommand tasks) {
    this.unpacking = unpacking;
    this.store = store;
    this.engines = Map.copyOf(engines);
    this.tasks = tasks;
  }

  /// Does all of them; one that fails does not stop the others, but what follows it for the same
  /// subject waits.
  ///
  /// @param shut why nothing can be written to the store, if so: what the engines have can be told
  ///   to then, and ended
  /// @param patience with what failed before
  /// @param permission asked before each of them
  List<ActionResult> execute(
      List<Action> actions, Optional<String> shut, Patience patience, Permission permission)
      throws IOException, RemoteException, YardHeldException {
    List<ActionResult> results = new ArrayList<>();
    for (Action action : actions) {
      permission.assure();
      Optional<String> hindrance =
          (needsStore(action) ? shut : Optional.<String>empty())
              .or(() -> patience.hindrance(action.matter()));
      ActionResult result =
          hindrance
              .<ActionResult>map(why -> new ActionResult.Retryable(action, why))
              .orElseGet(() -> execute(action));
      if (hindrance.isEmpty() && result instanceof ActionResult.Retryable(var _, String why)) {
        patience.failed(action.matter(), why);
      }
      results.add(result);
    }
    patience.settle(results);
    return results;
  }

  /// Whether this controller may act.
  @FunctionalInterface
  interface Permission {
    /// Returns if it may.
    ///
    /// @throws YardHeldException if another controller works on the yard
    void assure() throws IOException, RemoteException, YardHeldException;
  }

  private static boolean needsStore(Action action) {
    return switch (action) {
      case Action.Pin _, Action.SubmitJobs _, Action.SubmitMerge _ -> true;
      case Action.Steer _, Action.Cancel _ -> false;
    };
  }

  private ActionResult execute(Action action) {
    try {
      return switch (action) {
        case Action.Pin pin -> {
          store.pin(pin.order());
          yield new ActionResult.Done(pin);
        }
        case Action.SubmitJobs jobs -> {
          ActionResult result = submit(jobs);
          yield isTooMuch(result, jobs.allowance()) ? submit(jobs.modest()) : result;
        }
        case Action.SubmitMerge merge -> {
          ActionResult result = submit(merge);
          yield isTooMuch(result, merge.allowance()) ? submit(merge.modest()) : result;
        }
        case Action.Steer steer -> {
          engine(steer.engine()).steer(steer.name(), steer.standing());
          yield new ActionResult.Done(steer);
        }
        case Action.Cancel cancel -> {
          engine(cancel.engine()).cancel(cancel.name());
          yield new ActionResult.Done(cancel);
        }
      };
    } catch (UnsafeTreeException e) {
      return new ActionResult.Refused(action, "the package cannot be used: " + e.getMessage());
    } catch (GoneTreeException e) {
      if (action instanceof Action.SubmitJobs jobs && OrderId.isPullTest(jobs.order().id())) {
        return new ActionResult.Retryable(action, e.getMessage() + "; it is fetched anew");
      }
      return new ActionResult.Refused(
          action, e.getMessage() + ", which a package had; push its tag again, and run it again");
    } catch (IOException e) {
      String why = StoreGuard.why(e);
      return why.contains(NAME_TOO_LONG)
          ? new ActionResult.Refused(action, "a file of its packages cannot be stored: " + why)
          : new ActionResult.Retryable(action, why);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("Bug in an action for {}", SafeText.plain(action.subject()));
      return new ActionResult.Retryable(action, "a bug of Trainyard, see its log: " + e.getClass());
    }
  }

  /// Whether more than the wagons' own limits was asked for, and the engine can never give it. Then
  /// it is tried within those limits: what fails so is given up by the train's own terms.
  private static boolean isTooMuch(ActionResult result, double allowance) {
    return result instanceof ActionResult.Refused && allowance > 1;
  }

  private ActionResult submit(Action.SubmitJobs jobs)
      throws IOException, UnsafeTreeException, EngineUnreachableException {
    WorkOrder pinned = store.pin(jobs.order());
    Haste haste = OrderId.isPullTest(pinned.id()) ? Haste.UNHURRIED : Haste.AWAITED;
    for (PackageVersion version : pinned.packages()) {
      if (!unpacking.has(version.tree(), haste)) {
        return new ActionResult.Postponed(jobs, "the software of its packages is being unpacked");
      }
    }
    List<String> command = tasks.job(jobs.engine(), store.place(), pinned.id());
    command.addAll(List.of("--submission", jobs.name().value(), "--index", TaskArray.INDEX));
    addAllowance(command, jobs.allowance());
    jobs.without().forEach(wagon -> command.addAll(List.of("--without", wagon)));
    TaskArray array =
        new TaskArray(
            jobs.name(),
            indexes(jobs, pinned),
            command,
            jobs.needs(),
            jobs.priority(),
            pinned.image().orElse(null));
    return answer(jobs, engine(jobs.engine()).submit(array));
  }

  /// The jobs asked for; of an order that was pinned before, with other jobs, all where all were
  /// asked for.
  private static List<Integer> indexes(Action.SubmitJobs jobs, WorkOrder pinned) {
    boolean all = jobs.indexes().size() == jobs.order().jobs().size();
    return all ? pinned.jobs().stream().map(JobSplit::index).toList() : jobs.indexes();
  }

  private ActionResult submit(Action.SubmitMerge merge)
      throws IOException, EngineUnreachableException {
    MergeOrder pinned = store.pin(merge.merge());
    boolean all = merge.indexes().equals(merge.merge().indexes(merge.merge().tasks()));
    List<Integer> indexes = all ? pinned.indexes(pinned.tasks()) : merge.indexes();
    List<String> command = tasks.merge(merge.engine(), store.place(), pinned.order());
    command.addAll(List.of("--index", TaskArray.INDEX));
    addAllowance(command, merge.allowance());
    TaskArray array =
        new TaskArray(
            merge.name(), indexes, command, merge.needs(), merge.priority(), merge.image());
    return answer(merge, engine(merge.engine()).submit(array));
  }

  private static void addAllowance(List<String> command, double allowance) {
    if (allowance != 1) {
      command.addAll(List.of("--allowance", String.format(Locale.ROOT, "%.1f", allowance)));
    }
  }

  private static ActionResult answer(Action action, SubmitAnswer answer) {
    return switch (answer) {
      case SubmitAnswer.Accepted(), SubmitAnswer.Found() -> new ActionResult.Done(action);
      case SubmitAnswer.Other(String what) -> {
        log.atWarn()
            .addKeyValue("subject", SafeText.plain(action.subject()))
            .log("What was submitted before goes on: {}", SafeText.plain(what));
        yield new ActionResult.Done(action);
      }
      case SubmitAnswer.Refused(String why) -> new ActionResult.Refused(action, why);
    };
  }

  private Engine engine(String name) throws EngineUnreachableException {
    Engine engine = engines.get(name);
    if (engine == null) {
      throw new EngineUnreachableException("there is no engine " + name + " any more");
    }
    return engine;
  }
}
