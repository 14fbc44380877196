package dev.trainyard.cli.demo;

import dev.trainyard.config.StatusYaml;
import dev.trainyard.controller.LocalStatus;
import dev.trainyard.controller.Memory;
import dev.trainyard.controller.StatusReader;
import dev.trainyard.git.LocalRepository;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the status branch of a repository on this machine says, read the way any user could.
final class StatusView {
  private final Path repository;
  private final String branch;
  private final StatusYaml yaml = new StatusYaml(new Json());
  private Optional<Status> last = Optional.empty();

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
      Map<String, TrainStatus> trains) {

    static Status of(CommitId commit, Memory memory) {
      Optional<ControllerStatus> controller = memory.controllerStatus();
      return new Status(
          commit,
          controller.map(ControllerStatus::problems).orElse(List.of()),
          controller.map(ControllerStatus::observedCommit),
          memory.wagons().values().stream().flatMap(wagon -> wagon.tests().stream()).toList(),
          new TreeMap<>(memory.trains()));
    }
  }

  /// The branch as it is now; empty as long as there is none.
  Optional<Status> read() throws IOException {
    try (LocalRepository git = open()) {
      Optional<LocalStatus> found = LocalStatus.find(git, branch);
      if (found.isPresent() && !last.map(Status::commit).equals(found.map(LocalStatus::commit))) {
        Memory memory = new StatusReader(found.get(), yaml).read();
        last = Optional.of(Status.of(found.get().commit(), memory));
      }
      return last;
    }
  }

  private LocalRepository open() throws IOException {
    return LocalRepository.find(repository)
        .orElseThrow(() -> new IOException("there is no repository at " + repository));
  }
}
