package dev.trainyard.engine.slurm;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.slurm.Program.Said;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Slurm's own commands. One that fails says what Slurm said; for a while after Slurm could not be
/// reached, nothing is asked.
final class SlurmCommands {
  /// A line of the queue is about 100 bytes.
  private static final int MOST_OUTPUT = 256 * 1024 * 1024;

  /// How many ids one command line names.
  private static final int MOST_IDS = 1000;

  private static final Pattern ID = Pattern.compile("(\\d{1,18})(;.*)?");
  private static final Pattern TASK = Pattern.compile("(\\d{1,18})_(\\d{1,9})\\|([A-Z_]+)( .*)?");

  /// What is wrong with the tasks themselves: no retry mends it.
  private static final Pattern NEVER =
      Pattern.compile(
          "Requested node configuration is not available|CPU count per node can not be satisfied"
              + "|Memory (specification|required by task) (can not be satisfied|is not available)"
              + "|Requested time limit is invalid|More processors requested than permitted"
              + "|Invalid job array specification");

  private static final Pattern NO_CONTACT =
      Pattern.compile(
          "(?i)unable to contact|timed out|connection (refused|reset)|connect failure"
              + "|transport endpoint|zero bytes|communication");

  /// What passes by itself: a limit on how much there may be at a time.
  private static final Pattern FOR_NOW =
      Pattern.compile("(?i)submit *limit|limit violat|temporar|try again|MaxJobCount|job count");

  private static final Pattern TOO_LATE =
      Pattern.compile(
          "(?i)no longer pending|not pending|already (running|finished)|invalid job id"
              + "|already complet|is running");

  private final SlurmSettings settings;
  private final InstantSource steady;
  private final Program program;
  private @Nullable Site site;
  private Instant quietUntil = Instant.MIN;
  private String outage = "";

  SlurmCommands(SlurmSettings settings, InstantSource steady) {
    this.settings = settings;
    this.steady = steady;
    this.program = new Program(settings.environment(), settings.times().command(), MOST_OUTPUT);
  }

  /// What this Slurm is like.
  ///
  /// @param mostTasks that an array may have
  /// @param accounts whether it keeps accounts of what ended
  private record Site(int mostTasks, boolean accounts) {}

  /// Submits an array.
  ///
  /// @param words options, script and its arguments
  /// @return its id
  /// @throws EngineUnreachableException if it is not sure that it was accepted
  long submit(List<String> words)
      throws EngineUnreachableException, RefusedArrayException, HinderedArrayException {
    Said said = run("sbatch", words);
    if (said.code() != 0) {
      if (NEVER.matcher(said.err()).find()) {
        throw new RefusedArrayException("Slurm can never run it: " + said.gist());
      }
      if (!NO_CONTACT.matcher(said.err()).find() && !FOR_NOW.matcher(said.err()).find()) {
        throw new HinderedArrayException("Slurm does not take it: " + said.gist());
      }
      throw failed("sbatch", said);
    }
    Matcher id = ID.matcher(said.out().strip());
    if (!id.matches()) {
      throw new EngineUnreachableException("sbatch said no job id but: " + said.gist());
    }
    return Long.parseLong(id.group(1));
  }

  /// All tasks of this user that Slurm has not forgotten, with one call.
  Queue queue(String prefix) throws EngineUnreachableException {
    Said said = run("squeue", List.of("--me", "--noheader", "-r", "-t", "all", "-o", Queue.FORMAT));
    if (said.code() != 0) {
      throw failed("squeue", said);
    }
    return Queue.parse(said.out(), prefix);
  }

  /// Ends these arrays, `ID`, and tasks, `ID_PLACE`; what is over, or not known, stays as it is.
  ///
  /// @throws EngineUnreachableException if some were not ended; all others were
  void cancel(List<String> ids) throws EngineUnreachableException {
    Optional<Said> failure = Optional.empty();
    for (int from = 0; from < ids.size(); from += MOST_IDS) {
      List<String> words = new ArrayList<>(List.of("--quiet"));
      words.addAll(ids.subList(from, Math.min(ids.size(), from + MOST_IDS)));
      Said said = run("scancel", words);
      boolean known = said.err().contains("Invalid job id") || said.err().contains("already compl");
      if (said.code() != 0 && !known) {
        failure = Optional.of(said);
      }
    }
    if (failure.isPresent()) {
      throw failed("scancel", failure.get());
    }
  }

  /// Has none of an array's tasks start that has not.
  void hold(long array) throws EngineUnreachableException, RefusedArrayException {
    control(List.of("uhold", Long.toString(array)));
  }

  /// Lets a held array's tasks start.
  void release(long array) throws EngineUnreachableException, RefusedArrayException {
    control(List.of("release", Long.toString(array)));
  }

  /// Has an array's tasks wait for others: the more, the nicer it is.
  void beNice(long array, int nice) throws EngineUnreachableException, RefusedArrayException {
    control(List.of("update", "JobId=" + array, "Nice=" + nice));
  }

  /// What has started, or is over, is nothing to be changed.
  private void control(List<String> words)
      throws EngineUnreachableException, RefusedArrayException {
    Said said = run("scontrol", words);
    if (said.code() != 0 && !TOO_LATE.matcher(said.err()).find()) {
      EngineUnreachableException failure = failed("scontrol", said);
      if (NO_CONTACT.matcher(said.err()).find()) {
        throw failure;
      }
      throw new RefusedArrayException(
          "%s %s: %s".formatted("Slurm does not", words.getFirst(), said.gist()));
    }
  }

  /// What Slurm's accounts say of tasks that its queue has forgotten; nothing where it keeps none.
  Map<Integer, Word> history(long array, Duration back) {
    Map<Integer, Word> words = new HashMap<>();
    try {
      if (site().accounts()) {
        String since = "now-" + Math.max(1, back.toHours() + 1) + "hours";
        List<String> options =
            List.of("-X", "-n", "-P", "-S", since, "-o", "JobID,State", "-j", Long.toString(array));
        run("sacct", options).out().lines().forEach(line -> note(line, array, words));
      }
    } catch (EngineUnreachableException _) {
      return Map.of();
    }
    return words;
  }

  private static void note(String line, long array, Map<Integer, Word> words) {
    Matcher task = TASK.matcher(line);
    if (task.matches() && Long.parseLong(task.group(1)) == array) {
      words.put(Integer.valueOf(task.group(2)), Word.of(task.group(3), ""));
    }
  }

  /// What the commands call themselves that change something, without having them change it.
  String version() throws EngineUnreachableException {
    for (String name : List.of("scancel", "sbatch")) {
      Said said = run(name, List.of("--version"));
      if (said.code() != 0) {
        throw failed(name, said);
      }
    }
    return run("sbatch", List.of("--version")).gist();
  }

  /// Most tasks of one array.
  int mostTasks() throws EngineUnreachableException {
    return site().mostTasks();
  }

  private Site site() throws EngineUnreachableException {
    Site known = site;
    if (known == null) {
      Said said = run("scontrol", List.of("show", "config"));
      if (said.code() != 0) {
        throw failed("scontrol", said);
      }
      Map<String, String> config = new HashMap<>();
      said.out()
          .lines()
          .map(line -> line.split("=", 2))
          .filter(pair -> pair.length == 2)
          .forEach(pair -> config.put(pair[0].strip(), pair[1].strip()));
      known = site(config);
      site = known;
    }
    return known;
  }

  /// Slurm's limit is for a task's id, which counts from 0.
  private static Site site(Map<String, String> config) {
    String most = config.getOrDefault("MaxArraySize", "");
    String accounts = config.getOrDefault("AccountingStorageType", "");
    return new Site(
        most.matches("\\d{1,9}") ? Integer.parseInt(most) : 1, accounts.endsWith("/slurmdbd"));
  }

  private EngineUnreachableException failed(String name, Said said) {
    String why = name + " says: " + said.gist();
    return NO_CONTACT.matcher(said.err()).find() ? away(why) : new EngineUnreachableException(why);
  }

  private EngineUnreachableException away(String why) {
    outage = why;
    quietUntil = steady.instant().plus(settings.times().poll());
    return new EngineUnreachableException(why);
  }

  private Said run(String name, List<String> arguments) throws EngineUnreachableException {
    if (steady.instant().isBefore(quietUntil)) {
      throw new EngineUnreachableException(outage);
    }
    List<String> words = new ArrayList<>();
    Path folder = settings.commands();
    words.add(folder == null ? name : folder.resolve(name).toString());
    words.addAll(arguments);
    try {
      return program.run(words);
    } catch (EngineUnreachableException e) {
      EngineUnreachableException away = away(String.valueOf(e.getMessage()));
      away.initCause(e);
      throw away;
    }
  }
}
