package dev.trainyard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// Runs all benches, or the one that `-Dbench=` names, and writes a table: [#run], [#measure].
///
/// `-Dbench.rounds=` changes how often everything is measured.
final class Benches {
  private static final List<Bench> ALL =
      List.of(
          new IdleRound(), //
          new OneFileCommit(), //
          new StatusCommits(), //
          new ManyTrains(), //
          new ManyWagons(), //
          new TrivialTasks(), //
          new SlurmTasks(), //
          new WholeTrains("train-local", WholeTrains.LOCAL), //
          new WholeTrains("train-kubernetes", WholeTrains.KUBERNETES), //
          new WholeTrains("train-slurm", WholeTrains.SLURM), //
          new Validating() //
          );

  private final Path application;
  private final Path folder;
  private final StringBuilder report = new StringBuilder();

  private Benches(Path application, Path folder) {
    this.application = application;
    this.folder = folder;
  }

  /// `Benches APPLICATION FOLDER [NAME]`
  public static void main(String[] args) throws Exception {
    String wanted = args.length > 2 ? args[2] : "";
    List<Bench> chosen =
        ALL.stream().filter(b -> wanted.isEmpty() || b.name().equals(wanted)).toList();
    if (chosen.isEmpty()) {
      System.err.println("no bench " + wanted + "; there are " + names());
      System.exit(1);
    }
    Benches benches = new Benches(Path.of(args[0]), Path.of(args[1]));
    boolean sound = benches.runAll(chosen, wanted.isEmpty() ? "measured" : wanted);
    System.exit(sound ? 0 : 1);
  }

  private static List<String> names() {
    return ALL.stream().map(Bench::name).sorted(Comparator.naturalOrder()).toList();
  }

  private boolean runAll(List<Bench> chosen, String file) throws IOException {
    boolean sound = true;
    tell(Machine.describe() + "\n\n");
    for (Bench bench : chosen) {
      try {
        run(bench);
      } catch (Exception e) {
        sound = false;
        tell("**" + bench.name() + " failed**: " + e + "\n\n");
        e.printStackTrace();
      }
    }
    Path written = folder.resolve(file + ".md");
    Files.writeString(written, report);
    System.out.println("Written to " + written);
    return sound;
  }

  private void run(Bench bench) throws Exception {
    Path work = folder.resolve("work-" + bench.name());
    Lab.delete(work);
    tell("## " + bench.name() + "\n\n");
    try {
      for (Contest contest : bench.contests(new Lab(Files.createDirectories(work), application))) {
        tell(Table.of(measure(contest)));
      }
    } finally {
      bench.close();
      Lab.delete(work);
    }
  }

  private static Tally measure(Contest contest) throws Exception {
    Tally tally = new Tally(contest);
    int rounds = Integer.getInteger("bench.rounds", contest.rounds());
    boolean warm = contest.warm() == Contest.Warming.FIRST_IS_THROWN_AWAY;
    List<Subject> there = contest.subjects().stream().filter(s -> s.missing().isEmpty()).toList();
    for (int round = warm ? -1 : 0; round < rounds; round++) {
      for (Subject subject : there) {
        Figures figures = subject.measure().once();
        if (round >= 0) {
          tally.add(subject, figures);
        }
      }
    }
    return tally;
  }

  private void tell(String text) {
    System.out.print(text);
    report.append(text);
  }
}
