package dev.trainyard.model.work;

import java.util.Map;

/// What one engine said of all submissions in one listing.
public sealed interface EngineView {
  /// The sighting of one submission.
  Sighting of(SubmissionName name);

  /// The engine answered: these are all submissions that it knows.
  record Listed(Map<SubmissionName, Sighting.Seen> submissions) implements EngineView {
    public Listed {
      submissions = Map.copyOf(submissions);
    }

    @Override
    public Sighting of(SubmissionName name) {
      Sighting.Seen seen = submissions.get(name);
      return seen == null ? new Sighting.Absent() : seen;
    }
  }

  /// The engine could not be asked.
  record Unreachable(String why) implements EngineView {
    @Override
    public Sighting of(SubmissionName name) {
      return new Sighting.Unknown(why);
    }
  }
}
