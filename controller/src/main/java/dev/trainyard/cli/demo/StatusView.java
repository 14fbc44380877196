package dev.trainyard.cli.demo;

import dev.trainyard.config.CorruptStatusException;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.git.LocalRepository;
import dev.trainyard.git.TooLargeException;
import dev.trainyard.git.TreeFile;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.json.Json;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the status branch of a repository on this machine says, read the way any user could.
final class StatusView {
  private static final ByteSize MOST = ByteSize.parse("4Mi");

  private final Path repository;
  private final String branch;
  private final StatusYaml yaml = new StatusYaml(new Json());
  private final Map<String, Object> known = new HashMap<>();

  StatusView(Path repository, String branch) {
    this.repository = repository;
    this.branch = branch;
  }

  /// The branch at one commit.
  record Status(
      CommitId commit,
      List<Problem> problems,
      Optional<CommitId> observed,
      List<WagonTestStatus> tests,
      Map<String, TrainStatus> trains) {}

  /// The branch as it is now; empty as long as there is none.
  Optional<Status> read() throws IOException {
    try (LocalRepository git = open()) {
      CommitId commit = git.resolve(branch);
      List<WagonTestStatus> tests = new ArrayList<>();
      Map<String, TrainStatus> trains = new TreeMap<>();
      List<Problem> problems = new ArrayList<>();
      Optional<CommitId> observed = Optional.empty();
      for (TreeFile file : git.commits().files(commit)) {
        switch (value(git, file)) {
          case WagonStatus wagon -> tests.addAll(wagon.tests());
          case TrainStatus train -> trains.put(train.name(), train);
          case ControllerStatus controller -> {
            problems.addAll(controller.problems());
            observed = Optional.of(controller.observedCommit());
          }
          default -> {}
        }
      }
      return Optional.of(new Status(commit, problems, observed, tests, trains));
    } catch (UnknownRevisionException _) {
      return Optional.empty();
    }
  }

  private LocalRepository open() throws IOException {
    return LocalRepository.find(repository)
        .orElseThrow(() -> new IOException("there is no repository at " + repository));
  }

  private Object value(LocalRepository git, TreeFile file) throws IOException {
    Object value = known.get(file.blob());
    if (value == null) {
      value = parse(git, file);
      known.put(file.blob(), value);
    }
    return value;
  }

  private Object parse(LocalRepository git, TreeFile file) throws IOException {
    Optional<Class<?>> type = type(file.path());
    if (type.isEmpty()) {
      return file;
    }
    try {
      return yaml.read(file.path(), git.commits().blob(file.blob(), MOST), type.get());
    } catch (CorruptStatusException | TooLargeException e) {
      throw new IOException("the status branch cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<Class<?>> type(String path) {
    if (path.equals("controller.yaml")) {
      return Optional.of(ControllerStatus.class);
    } else if (path.startsWith("trains/")) {
      return Optional.of(TrainStatus.class);
    }
    return path.startsWith("wagons/") ? Optional.of(WagonStatus.class) : Optional.empty();
  }
}
