package dev.trainyard.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.StatusYaml;
import dev.trainyard.git.Fence;
import dev.trainyard.git.FencedOffException;
import dev.trainyard.git.LostRaceException;
import dev.trainyard.git.RemoteException;
import dev.trainyard.git.StatusBranch;
import dev.trainyard.git.StatusChange;
import dev.trainyard.git.StatusCommit;
import dev.trainyard.git.StatusMessage;
import dev.trainyard.git.Tips;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.ListenerStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the memory to the status branch: one commit for everything that changed, none if nothing
/// did. Changes of state are written at once, mere counts at a bounded rate. What could not be
/// written stays due.
final class StatusPublisher {
  private static final Logger log = LoggerFactory.getLogger(StatusPublisher.class);

  /// After a failure the remote is left alone for this long.
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final StatusBranch branch;
  private final StatusYaml yaml;
  private final Duration interval;
  private final Fence fence;
  private Memory published = Memory.EMPTY;
  private @Nullable Snapshot rendered;
  private Optional<CommitId> tip = Optional.empty();
  private Instant notBefore = Instant.EPOCH;
  private Instant lastTry = Instant.EPOCH;
  private @Nullable String failure;

  /// @param interval least time between two commits of mere counts
  /// @param fence keeps us off the branch of another controller
  StatusPublisher(StatusBranch branch, StatusYaml yaml, Duration interval, Fence fence) {
    this.branch = branch;
    this.yaml = yaml;
    this.interval = interval;
    this.fence = fence;
  }

  /// Whether somebody else wrote to the branch or deleted it: then everything is written anew.
  boolean isDisturbed(Tips tips) {
    boolean disturbed = tip.isPresent() && !tips.status().equals(tip);
    if (disturbed) {
      log.atWarn().log("Somebody else changed the status branch; it is written anew");
      published = Memory.EMPTY;
      tip = Optional.empty();
    }
    return disturbed;
  }

  /// Why the last try to write failed, if it did.
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /// The remote answers again: what could not be written is tried at once.
  void retrySoon() {
    if (failure != null) {
      notBefore = Instant.EPOCH;
    }
  }

  /// Publishes what is worth a commit now.
  void publish(Memory memory, Snapshot snapshot, Instant now) throws FencedOffException {
    boolean stateChanged =
        Transitions.isAny(published, memory)
            || !published.controllerStatus().equals(memory.controllerStatus());
    boolean mayHurry = stateChanged && failure == null;
    boolean clockWasSetBack = now.isBefore(lastTry);
    if (mayHurry || clockWasSetBack || !now.isBefore(notBefore)) {
      flush(memory, snapshot, now);
    }
  }

  /// Writes at once, before anything is done, which controller works on the yard.
  void claim(ControllerStatus status, Instant now)
      throws IOException, RemoteException, LostRaceException, FencedOffException {
    String text = new String(yaml.write(status), UTF_8);
    StatusMessage message = new StatusMessage("Claim the yard", trailers(status.observedCommit()));
    StatusCommit commit =
        branch.commit(List.of(new StatusChange.Put(Tenure.FILE, text)), message, now, fence);
    if (isOnForeignGround(commit)) {
      published = Memory.EMPTY;
    }
    tip = tip.isPresent() ? commit.tip() : tip;
  }

  private boolean isBehind(Memory memory) {
    return !published.equals(memory);
  }

  /// What the branch surely says of run listeners.
  Map<String, ListenerStatus> publishedListeners() {
    return published.listeners();
  }

  /// When to publish what was held back, if something was.
  Optional<Instant> nextDue(Memory memory) {
    return isBehind(memory) ? Optional.of(notBefore) : Optional.empty();
  }

  /// Publishes everything that is not published yet.
  ///
  /// @throws FencedOffException if the branch is another controller's now
  void flush(Memory memory, Snapshot snapshot, Instant now) throws FencedOffException {
    if (!isBehind(memory)) {
      return;
    }
    StatusFiles files = new StatusFiles(yaml, memory, snapshot, now);
    lastTry = now;
    try {
      List<StatusChange> changes =
          published.equals(Memory.EMPTY)
              ? files.replacing(branch.list(""))
              : files.changesSince(published, rendered == null ? snapshot : rendered);
      StatusCommit commit = branch.commit(changes, message(memory, snapshot), now, fence);
      if (isOnForeignGround(commit)) {
        commit =
            branch.commit(files.replacing(branch.list("")), message(memory, snapshot), now, fence);
      }
      published = memory;
      rendered = snapshot;
      tip = commit.tip();
      notBefore = now.plus(interval);
      failure = null;
    } catch (RemoteException | LostRaceException | IOException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(failure)) {
        log.atWarn().log("Status could not be written, it will be: {}", message);
      }
      failure = message;
      notBefore = now.plus(RETRY);
    }
  }

  /// Whether the branch may hold other files than those that we left there.
  private static boolean isOnForeignGround(StatusCommit commit) {
    return switch (commit) {
      case StatusCommit.Unchanged(var _), StatusCommit.Created(var _) -> false;
      case StatusCommit.Appended(var _, int lostRaces) -> lostRaces > 0;
      case StatusCommit.Recreated(var _) -> true;
    };
  }

  private StatusMessage message(Memory memory, Snapshot snapshot) {
    List<String> changes = Transitions.between(published, memory);
    String subject =
        switch (changes.size()) {
          case 0 -> "Update counts";
          case 1 -> capitalised(changes.getFirst());
          default -> capitalised(changes.getFirst()) + " and " + (changes.size() - 1) + " more";
        };
    return new StatusMessage(subject, trailers(snapshot.commit()));
  }

  private static SequencedMap<String, String> trailers(CommitId observed) {
    SequencedMap<String, String> trailers = new LinkedHashMap<>();
    trailers.put("Observed-Commit", observed.hex());
    return trailers;
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
