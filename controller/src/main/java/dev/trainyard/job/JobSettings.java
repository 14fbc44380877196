package dev.trainyard.job;

import dev.trainyard.model.ByteSize;
import dev.trainyard.remote.Remotes;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;

/// What an operator or a test may choose about how jobs run; see [#forProcess] for the usual.
///
/// @param clock for what is recorded
/// @param cancellation tells it to stop
/// @param custody whether this process has no children but those of the job
/// @param groups whether control groups are made
/// @param log most bytes of one wagon's log
/// @param transfer most time for one input from elsewhere, if it is small; see [Download]
/// @param hosts which hosts an input may be redirected to, besides those of the job's own inputs
/// @param confinement whose programs run confined
/// @param remotes how inputs on object storage and XRootD servers are reached
public record JobSettings(
    InstantSource clock,
    Cancellation cancellation,
    Custody custody,
    Groups groups,
    ByteSize log,
    Duration transfer,
    Predicate<URI> hosts,
    Confinement confinement,
    Remotes remotes) {
  private static final ByteSize LOG = ByteSize.parse("64Mi");
  private static final Duration TRANSFER = Duration.ofHours(1);

  /// Whose children this process has.
  public enum Custody {
    /// A process that does nothing but run one job: it adopts every orphan of its wagons.
    ALL_CHILDREN,
    /// A process that has other children too, such as a test runner.
    OWN_CHILDREN
  }

  /// Whether control groups are made.
  public enum Groups {
    WHERE_POSSIBLE,
    NEVER
  }

  /// The same in a process that has other children too.
  public JobSettings amongOthers() {
    return new JobSettings(
        clock,
        cancellation,
        Custody.OWN_CHILDREN,
        groups,
        log,
        transfer,
        hosts,
        confinement,
        remotes);
  }

  /// The settings of a process of its own.
  public static JobSettings forProcess(InstantSource clock, Cancellation cancellation) {
    return new JobSettings(
        clock,
        cancellation,
        Custody.ALL_CHILDREN,
        Groups.WHERE_POSSIBLE,
        LOG,
        TRANSFER,
        uri -> false,
        Confinement.OF_PULLS,
        Remotes.NONE);
  }

  /// The same where inputs may be redirected to these hosts.
  public JobSettings allowing(Predicate<URI> others) {
    return new JobSettings(
        clock, cancellation, custody, groups, log, transfer, others, confinement, remotes);
  }

  /// The same with these programs confined.
  public JobSettings confining(Confinement other) {
    return new JobSettings(
        clock, cancellation, custody, groups, log, transfer, hosts, other, remotes);
  }

  /// The same where these places elsewhere can be reached.
  public JobSettings reaching(Remotes others) {
    return new JobSettings(
        clock, cancellation, custody, groups, log, transfer, hosts, confinement, others);
  }
}
