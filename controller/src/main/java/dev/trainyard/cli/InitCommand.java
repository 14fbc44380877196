package dev.trainyard.cli;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.git.LocalRepository;
import dev.trainyard.json.Json;
import dev.trainyard.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard init`: begins a yard.
@Command(
    name = "init",
    description = {
      "Begins a yard, with checks for CI and an example that runs.",
      "Where there is no Git repository, it makes one. The checks are for pre-commit, "
          + "GitHub and GitLab. What is there is never overwritten, so it may be run again; the "
          + "example comes only where there is nothing yet."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the yard is there and valid",
      "1:the command line is wrong, or the folder is part of another repository",
      "2:what was there before has errors",
      "3:something outside failed, such as the disk",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard init my-yard",
      "  trainyard init my-yard --settings trainyard.yaml   # with settings",
      "  trainyard init my-yard --template calibration      # a larger example",
      "  cd my-yard && trainyard init                       # add what is missing"
    },
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The yard's folder (default: this one).")
  private Path folder = Path.of("");

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "Also write settings of a first controller there, outside of the yard.")
  private @Nullable Path settings;

  @Option(
      names = "--template",
      paramLabel = "NAME",
      description =
          "Begin as one of the larger examples: analysis, calibration, pipeline. Its README says"
              + " how to try it.")
  private @Nullable String template;

  @Option(
      names = "--owner",
      paramLabel = "USER",
      description = "Forge user name of the example's owner (default: your user name here).")
  private String owner = owner(System.getProperty("user.name", ""));

  @Spec private CommandSpec spec = CommandSpec.create();

  /// A forge user name made of one of this machine.
  static String owner(String user) {
    String name = user.replaceAll("[^A-Za-z0-9._-]", "").replaceFirst("^[._-]+", "");
    return name.isEmpty() ? "me" : name;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    Path top = real(folder);
    Path outside = settings == null ? null : real(settings);
    if (outside != null && outside.startsWith(top)) {
      throw new ParameterException(
          spec.commandLine(),
          "settings lie outside of the yard, where no pull request reaches them");
    }
    YardTemplate example =
        template == null ? null : YardTemplate.named(template, Launcher.examples());
    Screen screen = Screen.of(spec);
    Path git = begin(top, screen);
    boolean empty = files(top) == 0;
    if (example != null && !empty) {
      throw new UsageException(
          top + " is a yard already; a template comes only where there is none");
    }
    FirstYard yard = new FirstYard(name(top), owner);
    if (example == null) {
      write(yard.always(), top, screen);
      write(empty ? yard.example() : List.of(), top, screen);
    } else {
      begin(example, yard, top, screen);
    }
    if (outside != null) {
      NewFile file =
          new NewFile(outside.getFileName().toString(), settings(top, git, yard, example));
      screen.line(file.write(outside.resolveSibling("")) + " " + settings);
    }
    return check(top, screen).code();
  }

  private static void write(List<NewFile> files, Path top, Screen screen) throws IOException {
    for (NewFile file : files) {
      screen.line(file.write(top) + " " + file.path());
    }
  }

  /// Files of a template, then those that every yard wants and this one has not.
  private static void begin(YardTemplate example, FirstYard yard, Path top, Screen screen)
      throws IOException {
    for (NewFile file : example.files()) {
      NewFile.Outcome outcome = file.write(top);
      if (outcome == NewFile.Outcome.CREATED) {
        example.finish(file, top);
      }
      screen.line(outcome + " " + file.path());
    }
    List<NewFile> rest = new ArrayList<>(yard.always());
    rest.removeIf(file -> Files.exists(top.resolve(file.path())));
    write(rest, top, screen);
  }

  /// Where a path leads once it is made: links are followed in what is there already.
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path there = absolute;
    while (!Files.exists(there)) {
      there = Objects.requireNonNull(there.getParent(), "the root is always there");
    }
    return there.toRealPath().resolve(there.relativize(absolute));
  }

  /// A repository of its own, unless there is one.
  ///
  /// @return where the repository itself is
  private static Path begin(Path top, Screen screen) throws IOException, UsageException {
    Optional<LocalRepository> around = LocalRepository.find(top);
    if (around.isPresent()) {
      try (LocalRepository repository = around.get()) {
        Path other = repository.workingCopy().orElse(repository.gitFolder()).toRealPath();
        if (!other.equals(top)) {
          throw new UsageException(
              "%s is a folder of the repository %s; a yard wants a repository of its own"
                  .formatted(top, other));
        }
        return repository.gitFolder();
      }
    }
    try (LocalRepository repository =
        LocalRepository.create(Files.createDirectories(top), "main")) {
      screen.line("created a Git repository with the branch main");
      return repository.gitFolder();
    }
  }

  private static int files(Path top) throws IOException {
    SnapshotReader reader = new SnapshotReader(new Json());
    reader.read(WorkingCopy.at(top).source());
    return reader.yardFiles().size();
  }

  /// A name made of the folder's.
  private static String name(Path top) {
    Path last = top.getFileName();
    String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
    String plain = name.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return plain.isEmpty() || plain.length() > 63 ? "yard" : plain;
  }

  private static String settings(Path top, Path git, FirstYard yard, @Nullable YardTemplate example)
      throws IOException {
    String data = quoted(top.resolve(example == null ? FirstYard.DATA : YardTemplate.DATA));
    Optional<String> own = example == null ? Optional.empty() : example.settings(quoted(git), data);
    return own.isPresent() ? own.get() : settings(git, yard, data);
  }

  private static String settings(Path git, FirstYard yard, String data) {
    return """
    apiVersion: trainyard.dev/v1
    kind: Settings
    metadata: {name: %s}
    spec:
      repository: {url: %s}
      work: work      # the controller's own folder, beside this file
      store: store    # where results land
      inputs: {root: %s}
    """
        .formatted(yard.name(), quoted(git), data);
  }

  private static String quoted(Path path) {
    return new Json().line(path.toString());
  }

  /// A word as a shell takes it.
  private static String shell(String word) {
    return word.matches("[A-Za-z0-9_./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private ExitCode check(Path top, Screen screen) throws IOException {
    List<Problem> errors =
        new SnapshotReader(new Json())
            .read(WorkingCopy.at(top).source()).problems().stream()
                .filter(Problem::isError)
                .toList();
    errors.forEach(error -> Screen.complain(spec, error.toString()));
    screen.heading("Next:");
    if (!folder.toString().isEmpty()) {
      screen.line(1, "cd " + shell(folder.toString()));
    }
    if (template != null) {
      screen.line(1, "read README.md: it says what is in it, and how to try it");
    }
    screen.line(1, "git add -A && git commit -m \"Begin the yard\"");
    screen.line(1, "trainyard validate");
    String file =
        settings == null ? "../trainyard.yaml" : shell(settings.toAbsolutePath().toString());
    if (settings == null) {
      screen.line(
          1, "trainyard init --settings ../trainyard.yaml   # settings of a controller to try it");
    }
    screen.line(1, "trainyard run --settings " + file + " --until-quiet");
    screen.line(1, "trainyard status");
    screen.flush();
    return errors.isEmpty() ? ExitCode.FINE : ExitCode.INVALID;
  }
}
