package dev.trainyard.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.CorruptStatusException;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.controller.Controller.TakeOver;
import dev.trainyard.git.Fence;
import dev.trainyard.git.FencedOffException;
import dev.trainyard.git.LostRaceException;
import dev.trainyard.git.RemoteException;
import dev.trainyard.git.StatusBranch;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.YardClaim;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// This controller's right to work on the yard: it acts and writes only while the status branch
/// names itself, or nobody.
///
/// [#assure] puts the claim on the branch before the first action of a process, and looks at the
/// branch again before an action when the last look is a while ago: one that was stopped for hours
/// learns that it was replaced before it does anything. [#fence] keeps its commits off the branch
/// of another. A claim does not expire, so nothing has to be renewed: only a person can tell that
/// another controller is gone for good.
final class Tenure {
  static final String FILE = "controller.yaml";

  /// How long a look at the branch counts.
  private static final Duration FRESH = Duration.ofSeconds(10);

  /// How long a remote that did not answer is left alone.
  private static final Duration REST = Duration.ofMinutes(1);

  /// A controller that asked nobody for so long was stopped.
  private static final Duration SLEEP = Duration.ofHours(1);

  private final StatusBranch branch;
  private final StatusYaml yaml;
  private final InstantSource clock;
  private final Leadership leadership;
  private final YardClaim mine;
  private final @Nullable YardClaim overtaken;
  private Optional<YardClaim> known;
  private String looked = "never";
  private @Nullable Instant freshFrom;
  private Instant freshUntil = Instant.MIN;
  private boolean away;

  /// Whether the process was stopped for long, and has not seen the branch since.
  private boolean slept;

  private Tenure(StatusBranch branch, StatusYaml yaml, Self self, Optional<YardClaim> known) {
    this.branch = branch;
    this.yaml = yaml;
    this.clock = self.clock();
    this.leadership = self.leadership();
    this.known = known;
    this.overtaken = known.filter(self::isRival).orElse(null);
    this.mine =
        known
            .map(before -> before.next(self.id(), self.host(), clock.instant()))
            .orElseGet(() -> new YardClaim(self.id(), 1, self.host(), clock.instant()));
  }

  /// Who asks for the yard.
  ///
  /// @param id of its store
  /// @param lostTo the claim of the controller that replaced this process, if one did
  record Self(
      String id,
      String host,
      InstantSource clock,
      Leadership leadership,
      TakeOver takeOver,
      @Nullable YardClaim lostTo) {
    /// A copy of the store that claimed the yard after us keeps it.
    private boolean isRival(YardClaim claim) {
      boolean copy = lostTo != null && lostTo.controller().equals(id);
      return !claim.controller().equals(id) || copy;
    }
  }

  /// Looks whether the yard is free for this controller, as the branch was seen last.
  ///
  /// @throws YardHeldException if it is not
  static Tenure begin(StatusBranch branch, StatusYaml yaml, Self self)
      throws IOException, YardHeldException {
    Optional<YardClaim> known = read(branch, yaml);
    if (known.filter(self::isRival).isPresent() && self.takeOver() == TakeOver.REFUSED) {
      throw new YardHeldException(known.orElseThrow());
    }
    return new Tenure(branch, yaml, self, known);
  }

  private static Optional<YardClaim> read(StatusBranch branch, StatusYaml yaml) throws IOException {
    Optional<String> text = branch.seen().isEmpty() ? Optional.empty() : branch.read(FILE);
    return claim(yaml, text);
  }

  /// A file that cannot be read names nobody: it is written anew.
  private static Optional<YardClaim> claim(StatusYaml yaml, Optional<String> text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return yaml.read(FILE, text.get().getBytes(UTF_8), ControllerStatus.class).holder();
    } catch (CorruptStatusException _) {
      return Optional.empty();
    }
  }

  /// The claim to write: that of this process once it is to act, before that also an earlier one of
  /// this controller, so that a start that finds nothing to do writes nothing.
  YardClaim current() {
    return known.filter(this::isOurs).orElse(mine);
  }

  private boolean isOurs(YardClaim claim) {
    boolean earlier = claim.epoch() < mine.epoch();
    return claim.equals(mine) || (claim.controller().equals(mine.controller()) && earlier);
  }

  private boolean mayReplace(YardClaim claim) {
    return isOurs(claim) || claim.equals(overtaken);
  }

  /// Lets our commits onto the branch while we lead, and it is not another one's.
  Fence fence() {
    return new Fence(
        FILE,
        text -> leadership.isHeld() && claim(yaml, text).filter(c -> !mayReplace(c)).isEmpty());
  }

  /// Looks at the branch as it was seen just now.
  ///
  /// @throws YardHeldException if it names another controller
  void look() throws IOException, YardHeldException {
    String seen = branch.seen().map(CommitId::hex).orElse("no branch");
    if (!seen.equals(looked)) {
      Optional<YardClaim> written = read(branch, yaml);
      Optional<YardClaim> rival = written.filter(claim -> !mayReplace(claim));
      if (rival.isPresent()) {
        throw new YardHeldException(rival.get());
      }
      known = written;
      looked = seen;
    }
    away = false;
    slept = false;
    restFor(FRESH);
  }

  /// The remote did not answer just now.
  void missed() {
    slept = slept || isLongAgo();
    away = true;
    restFor(REST);
  }

  /// Whether the remote was not even asked for long: the machine was stopped, and anything may have
  /// happened meanwhile.
  private boolean isLongAgo() {
    return freshFrom != null && clock.instant().isAfter(freshFrom.plus(SLEEP));
  }

  private void restFor(Duration time) {
    freshFrom = clock.instant();
    freshUntil = freshFrom.plus(time);
  }

  /// A clock that was set back proves nothing.
  private boolean isFresh() {
    Instant now = clock.instant();
    return freshFrom != null && !now.isBefore(freshFrom) && now.isBefore(freshUntil);
  }

  /// Makes sure, before an action, that the yard is ours and the branch says so. While the remote
  /// is away, a controller goes on with a yard that was its own, unless it was stopped itself.
  ///
  /// @throws YardHeldException if it is another one's
  /// @throws RemoteException if the remote is away and has never named this controller, or not
  ///   since it was stopped
  void assure(Claiming claiming) throws IOException, RemoteException, YardHeldException {
    if (!leadership.isHeld()) {
      throw new IOException("this controller does not lead any more; it starts nothing");
    }
    boolean isKnownToBeOurs = !slept && known.filter(this::isOurs).isPresent();
    if (isKnownToBeOurs && away && isFresh()) {
      return;
    }
    try {
      if (!isFresh() || slept) {
        branch.refresh();
        look();
      }
      if (!known.equals(Optional.of(mine))) {
        claiming.write(mine);
        known = Optional.of(mine);
      }
    } catch (FencedOffException | LostRaceException e) {
      looked = "never";
      look();
      throw new IOException("the status branch changed while the yard was being claimed", e);
    } catch (RemoteException e) {
      missed();
      if (!isKnownToBeOurs || slept) {
        throw e;
      }
    }
  }

  /// Puts a claim on the branch.
  @FunctionalInterface
  interface Claiming {
    void write(YardClaim claim)
        throws IOException, RemoteException, LostRaceException, FencedOffException;
  }
}
