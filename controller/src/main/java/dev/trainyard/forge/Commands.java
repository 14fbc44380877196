package dev.trainyard.forge;

import dev.trainyard.model.CommitId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds the commands in a comment. A command stands alone at the very beginning of a line; what is
/// quoted, shown as code or hidden by the forge is none.
public final class Commands {
  private static final Pattern FULL_ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final String WHOLE_ID =
      "write /ok-to-test and the full id of the commit that you have read (40 hexadecimal digits):"
          + " an approval is for one commit";

  private Commands() {}

  /// In the order written; what is said twice in one comment counts once.
  public static List<PullCommand> in(String comment) {
    Set<PullCommand> commands = new LinkedHashSet<>();
    for (String line : VisibleLines.of(comment)) {
      command(line).ifPresent(commands::add);
    }
    return List.copyOf(commands);
  }

  private static Optional<PullCommand> command(String line) {
    if (!line.startsWith("/")) {
      return Optional.empty();
    }
    String[] words = line.strip().toLowerCase(Locale.ROOT).split("[ \t]+", 2);
    String rest = words.length == 1 ? "" : words[1];
    return switch (words[0]) {
      case "/test" -> Optional.of(alone("/test", rest, new PullCommand.Test()));
      case "/retest" -> Optional.of(alone("/retest", rest, new PullCommand.Retest()));
      case "/ok-to-test" -> Optional.of(approval(rest));
      case "/hold" -> Optional.of(hold(rest));
      default -> Optional.empty(); // of another robot, or a path
    };
  }

  private static PullCommand alone(String word, String rest, PullCommand command) {
    return rest.isEmpty()
        ? command
        : new PullCommand.Misspelt("write " + word + " with nothing after it on the line");
  }

  private static PullCommand approval(String rest) {
    if (rest.equals("cancel")) {
      return new PullCommand.Withdraw();
    }
    return FULL_ID.matcher(rest).matches()
        ? new PullCommand.OkToTest(new CommitId(rest))
        : new PullCommand.Misspelt(WHOLE_ID);
  }

  private static PullCommand hold(String rest) {
    return switch (rest) {
      case "" -> new PullCommand.Hold();
      case "cancel" -> new PullCommand.Release();
      default -> new PullCommand.Misspelt("write /hold, or /hold cancel");
    };
  }
}
