package dev.trainyard.metrics;

import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// An engine of which each call is counted and timed, by how it ended.
final class MeasuredEngine implements Engine {
  private static final String DONE = "done";
  private static final String REFUSED = "refused";
  private static final String UNREACHABLE = "unreachable";
  private static final String BUG = "bug";

  private final String name;
  private final Engine engine;
  private final MeterRegistry registry;

  MeasuredEngine(String name, Engine engine, MeterRegistry registry) {
    this.name = name;
    this.engine = engine;
    this.registry = registry;
  }

  @Override
  public SubmitAnswer submit(TaskArray array) throws EngineUnreachableException {
    try (Call call = new Call("submit")) {
      SubmitAnswer answer = call.ask(() -> engine.submit(array));
      return call.ended(answer instanceof SubmitAnswer.Refused ? REFUSED : DONE, answer);
    }
  }

  @Override
  public EngineView observe() {
    try (Call call = new Call("observe")) {
      EngineView view = engine.observe();
      return call.ended(view instanceof EngineView.Unreachable ? UNREACHABLE : DONE, view);
    }
  }

  @Override
  public void cancel(SubmissionName submission) throws EngineUnreachableException {
    tell("cancel", () -> engine.cancel(submission));
  }

  @Override
  public void steer(SubmissionName submission, Standing standing)
      throws EngineUnreachableException {
    tell("steer", () -> engine.steer(submission, standing));
  }

  private void tell(String what, Telling telling) throws EngineUnreachableException {
    try (Call call = new Call(what)) {
      String _ =
          call.ended(
              DONE,
              call.ask(
                  () -> {
                    telling.tell();
                    return "";
                  }));
    }
  }

  @Override
  public String logs(SubmissionName submission, int index) throws EngineUnreachableException {
    try (Call call = new Call("logs")) {
      return call.ended(DONE, call.ask(() -> engine.logs(submission, index)));
    }
  }

  /// Waiting is no call.
  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return engine.awaitChange(seen, atMost);
  }

  @FunctionalInterface
  private interface Telling {
    void tell() throws EngineUnreachableException;
  }

  @FunctionalInterface
  private interface Asking<T> {
    T ask() throws EngineUnreachableException;
  }

  /// One call, timed until it is closed; one that throws something else has a bug.
  private final class Call implements AutoCloseable {
    private final String what;
    private final Timer.Sample sample = Timer.start(registry);
    private String outcome = BUG;

    Call(String what) {
      this.what = what;
    }

    <T> T ask(Asking<T> asking) throws EngineUnreachableException {
      try {
        return asking.ask();
      } catch (EngineUnreachableException e) {
        outcome = UNREACHABLE;
        throw e;
      }
    }

    <T> T ended(String how, T result) {
      outcome = how;
      return result;
    }

    @Override
    public void close() {
      Timer timer =
          Timer.builder("trainyard.engine.call")
              .description("How long engines take to answer, by how that ended.")
              .tags("engine", name, "call", what, "outcome", outcome)
              .register(registry);
      long _ = sample.stop(timer);
    }
  }
}
