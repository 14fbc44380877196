package dev.trainyard.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The demo as a whole: makes the yard, starts a controller, plays the story, and stops the
/// controller unless it shall stay.
///
/// @param launcher the words that start the `trainyard` command
/// @param example the example yard that comes with the application
public record Demo(
    List<String> launcher, Path example, InstantSource clock, Afterwards afterwards) {
  private static final long PATIENCE_SECONDS = 60;

  /// What becomes of the controller.
  public enum Afterwards {
    STOP,
    KEEP
  }

  /// Plays the demo in a new folder.
  ///
  /// @throws UnexpectedOutcomeException if anything did not come out right
  public void play(Path folder, PrintWriter out) throws IOException, InterruptedException {
    Screen screen = new Screen(out, Screen.Kind.ofThisProcess());
    screen.say("a yard of its own in " + folder);
    try (DemoYard yard = DemoYard.create(folder, example, clock)) {
      Process controller = yard.startController(launcher);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(controller)));
      new DemoStory(yard, screen, clock, controller).play();
      if (afterwards == Afterwards.KEEP) {
        screen.step("The controller goes on (--keep): commit to the yard, or stop it with Ctrl-C");
        screen.say("git clone " + yard.bare());
        controller.waitFor();
      }
      end(controller);
    }
  }

  private static void end(Process controller) {
    controller.destroy();
    try {
      if (!controller.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        controller.destroyForcibly();
      }
    } catch (InterruptedException _) {
      controller.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
