package dev.trainyard.cli;

import dev.trainyard.cli.JobLog.State;
import dev.trainyard.controller.Memory;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Kind;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.report.Figures;
import dev.trainyard.report.TextTable;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard logs`: what wagons have printed.
@Command(
    name = "logs",
    description = {
      "Shows what the wagons of a train have printed, or tests.",
      "Tests are those of a wagon, or of a pull request. Those of failed executions come first,"
          + " then the newest, the end of each. Logs lie in the store, so the controller's settings"
          + " are needed."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown",
      "1:the command line is wrong, or there is no such name",
      "2:the settings have errors",
      "3:something outside failed, such as the store",
      "4:there is no such log",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard logs weekly --settings ../trainyard.yaml",
      "  trainyard logs weekly --list",
      "  trainyard logs weekly --job 3 --wagon dimuon/mass --all",
      "  trainyard logs weekly --follow",
      "  trainyard logs wagon/dimuon/mass            # of its tests",
      "  trainyard logs pull/7 --wagon dimuon/mass   # of the tests of a pull request",
      "  trainyard logs weekly --test                # of the test of the whole train"
    },
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
  private static final int MOST_LOGS = 10;

  @Parameters(
      paramLabel = "NAME",
      completionCandidates = Candidates.Movables.class,
      description = "A train; or a wagon or pull request (pull/7), for the logs of its tests.")
  private String name = "";

  @Option(names = "--job", paramLabel = "I", description = "Only of this job.")
  private @Nullable Integer job;

  @Option(
      names = "--wagon",
      paramLabel = "A/W",
      completionCandidates = Candidates.Wagons.class,
      description = "Only of this wagon, with its subwagons.")
  private @Nullable String wagon;

  @Option(names = "--attempt", paramLabel = "N", description = "Only of the job's Nth execution.")
  private @Nullable Integer attempt;

  @Option(names = "--test", description = "Of the test of the whole train.")
  private boolean test;

  @Option(
      names = "--lines",
      paramLabel = "N",
      description = "How many lines of each log (default: 20).")
  private int lines = 20;

  @Option(names = "--all", description = "Whole logs, all that were asked for.")
  private boolean all;

  @Option(names = "--follow", description = "Go on with what is printed now, until Ctrl-C.")
  private boolean follow;

  @Option(names = "--list", description = "Say which logs there are, and where.")
  private boolean list;

  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final OutputOption output = new OutputOption();

  /// What the wagons were tested on, by order.
  private Map<String, String> datasets = Map.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException, UnknownRevisionException, InvalidSettingsException, UsageException {
    if (follow && output.format() == OutputOption.Format.JSON) {
      throw new UsageException("--follow is for people: ask again and again with --output json");
    }
    try (OpenYard open = yard.open()) {
      Screen screen = Screen.of(spec);
      JobLogs store = new JobLogs(open.store());
      if (follow) {
        return follow(open, store, screen).code();
      }
      List<String> orders = orders(open, store);
      List<JobLog> logs = find(store, orders);
      if (output.format() == OutputOption.Format.JSON) {
        List<JobLog.Value> values = new ArrayList<>();
        for (JobLog log : logs) {
          values.add(log.value(open.store().address(log.file())));
        }
        screen.json(open.json(), values);
      } else if (list) {
        screen.table(table(open.store(), logs));
      } else {
        show(open.store(), screen, logs);
      }
      screen.flush();
      return logs.isEmpty() ? nothing(store, orders) : ExitCode.FINE.code();
    }
  }

  private ExitCode follow(OpenYard open, JobLogs store, Screen screen)
      throws IOException, UnknownRevisionException, UsageException {
    if (find(store, orders(open, store)).isEmpty()) {
      tell(
          "there is no log of %s yet: waiting for one; see trainyard why %s".formatted(name, name));
    }
    FollowedOrders orders =
        new FollowedOrders(new StatusFetch(open), () -> orders(open, store), this::tell);
    new LogFollowing(screen, () -> find(store, orders.now())).run();
    return ExitCode.FINE;
  }

  private List<String> orders(OpenYard open, JobLogs store)
      throws IOException, UnknownRevisionException, UsageException {
    Snapshot snapshot = open.snapshot();
    Memory memory = open.memory();
    YardNames names = YardNames.of(snapshot, memory);
    Optional<PullStatus> pull = new PullNames(memory).find(name, names);
    if (pull.isPresent()) {
      return ofTests(pull.get().tests());
    }
    Named named = names.find(name, EnumSet.of(Kind.TRAIN, Kind.WAGON));
    return named.kind() == Kind.WAGON
        ? ofTests(YardRows.newestTests(memory, named.wagon()))
        : ofTrain(Optional.ofNullable(memory.trains().get(named.name())), named, store);
  }

  private List<String> ofTests(List<WagonTestStatus> tests) throws UsageException {
    if (test) {
      throw new UsageException(
          "--test is of a train; the logs of a wagon or pull request are those of its tests");
    }
    datasets =
        tests.stream()
            .collect(
                Collectors.toMap(
                    WagonTestStatus::order, WagonTestStatus::dataset, (one, other) -> one));
    return tests.stream().map(WagonTestStatus::order).toList();
  }

  private List<String> ofTrain(Optional<TrainStatus> status, Named train, JobLogs store)
      throws IOException {
    var carries = status.map(TrainStatus::composition).orElse(null);
    List<String> known = carries == null ? store.ordersOf(train.name()) : List.of(carries.order());
    if (known.isEmpty()) {
      return List.of();
    }
    String id = known.getLast();
    if (test) {
      return List.of(OrderId.trainTest(id));
    }
    if (follow) {
      return List.of(OrderId.trainTest(id), id);
    }
    // A train that has failed its test has no other logs.
    return List.of(store.of(id).isEmpty() ? OrderId.trainTest(id) : id);
  }

  private List<JobLog> find(JobLogs store, List<String> orders) throws IOException {
    List<JobLog> logs = new ArrayList<>();
    for (String order : orders) {
      String dataset = datasets.getOrDefault(order, "");
      store.of(order).stream().filter(this::isAsked).map(log -> log.on(dataset)).forEach(logs::add);
    }
    for (JobLog log : follow ? logs : List.<JobLog>of()) {
      store.store().bring(log.file());
    }
    logs.sort(
        Comparator.comparing(JobLog::state)
            .thenComparing(JobLog::written, Comparator.reverseOrder()));
    return logs;
  }

  private boolean isAsked(JobLog log) {
    return (wagon == null || log.isOf(wagon))
        && (job == null || job == log.job())
        && (attempt == null || attempt == log.attempt());
  }

  private void show(Store store, Screen screen, List<JobLog> logs) throws IOException {
    List<JobLog> shown = logs.stream().filter(log -> all || log.size() > 0).toList();
    int most = all ? Integer.MAX_VALUE : MOST_LOGS;
    for (JobLog log : shown.stream().limit(most).toList()) {
      screen.heading(log.title() + " (" + Figures.timeUtc(log.written()) + ")");
      show(store, screen, log);
    }
    int more = shown.size() - most;
    if (more > 0) {
      tell("%d more: choose with --job, --wagon or --attempt, or see --list".formatted(more));
    }
    if (shown.isEmpty() && !logs.isEmpty()) {
      tell(
          Figures.count(logs.size(), "log") + ", nothing in " + (logs.size() == 1 ? "it" : "them"));
    }
    if (logs.stream().noneMatch(log -> log.state() == State.FAILED) && !shown.isEmpty() && !all) {
      tell("no execution has failed");
    }
  }

  private void show(Store store, Screen screen, JobLog log) throws IOException {
    LogReader reader = new LogReader(log.file());
    try {
      store.bring(log.file());
      if (all) {
        reader.forEachNew(screen::logLine);
        reader.finish().forEach(screen::logLine);
      } else {
        reader.tail(lines).forEach(screen::logLine);
      }
    } catch (NoSuchFileException _) {
      tell("its job has just ended, and the log has moved; ask again");
    }
  }

  private static TextTable table(Store store, List<JobLog> logs) throws IOException {
    TextTable table =
        new TextTable("job>", "attempt>", "wagon", "dataset", "state", "size>", "file");
    for (JobLog log : logs) {
      table.row(
          Integer.toString(log.job()),
          Integer.toString(log.attempt()),
          log.wagon(),
          log.dataset(),
          log.state().toString(),
          Figures.bytes(log.size()),
          store.address(log.file()));
    }
    return table;
  }

  private int nothing(JobLogs store, List<String> orders) throws IOException {
    int others = 0;
    for (String order : orders) {
      others += store.of(order).size();
    }
    if (output.format() == OutputOption.Format.TEXT) {
      tell(
          others == 0
              ? "the store has no log of it; `trainyard why %s` tells how far it is".formatted(name)
              : "%s, but none that was asked for; `trainyard logs %s --list` names them"
                  .formatted(Figures.count(others, "log"), name));
    }
    return ExitCode.NOTHING.code();
  }

  private void tell(String message) {
    Screen.complain(spec, message);
  }
}
