package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far a pipeline has come: `pipelines/NAME.yaml` of the status branch.
///
/// @param stages what is needed first stands first
public record PipelineStatus(
    String name,
    String description,
    CommitId observedCommit,
    StagePhase phase,
    List<Stage> stages,
    List<Condition> conditions) {
  public PipelineStatus {
    stages = List.copyOf(stages);
    conditions = List.copyOf(conditions);
  }

  /// One stage.
  ///
  /// @param message why it is what it is, and what a person can do; empty if there is nothing to
  ///   say
  /// @param needs the stages that it comes after
  /// @param asked up to which `rerun` of the pipeline it has done what was asked
  /// @param rerun up to which `rerun` of its own
  /// @param approval the key of what it would start with; null as long as that is not there, or
  ///   nobody has to look at it
  public record Stage(
      String name,
      StagePhase phase,
      String message,
      List<String> needs,
      List<Member> trains,
      int asked,
      int rerun,
      @Nullable String approval) {
    public Stage {
      needs = List.copyOf(needs);
      trains = List.copyOf(trains);
    }
  }

  /// One train of a stage.
  ///
  /// @param rerun how often it is wanted to have run again
  /// @param basis what it was made of, or is to be; null before it is wanted
  public record Member(String train, int rerun, @Nullable Basis basis) {}

  /// What decides what a train makes, besides its input files and artefacts, which its own status
  /// tells: a digest of each. Another one means that what it made is stale.
  ///
  /// @param definition of the stage
  /// @param wagons with all that they depend on, and their packages
  /// @param data how the dataset says which files there are, and what it tells of them
  public record Basis(String definition, String wagons, String data) {}

  /// The stage of this name.
  public Optional<Stage> stage(String stage) {
    return stages.stream().filter(it -> it.name().equals(stage)).findFirst();
  }

  /// The same, said of a commit.
  public PipelineStatus at(CommitId commit) {
    return new PipelineStatus(name, description, commit, phase, stages, conditions);
  }
}
