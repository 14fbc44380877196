package dev.trainyard.cli;

import dev.trainyard.controller.Controller.Verdict;
import dev.trainyard.json.Json;
import dev.trainyard.lease.Election;
import dev.trainyard.lease.LeaseSettings;
import dev.trainyard.model.SteadyClock;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `spec.leader` of the settings: runs a controller while it leads, and stands by while it does
/// not. The mirror, the store and the engines' accounts are taken for a term, and given back.
///
/// @param election null: there is no other controller
record Terms(
    SettingsFile file, Workshop.Wishes wishes, Monitoring monitoring, @Nullable Election election)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Terms.class);

  /// How often it is looked whether the lead is ours.
  private static final Duration LOOK = Duration.ofMillis(250);

  /// The one that led before may still be closing.
  private static final Duration CLOSING = Duration.ofSeconds(1);

  /// Competes from now on, if that is set.
  static Terms begin(SettingsFile file, Workshop.Wishes wishes, Monitoring monitoring)
      throws IOException {
    Settings.Leader set = file.settings().spec().leader();
    if (set == null) {
      return new Terms(file, wishes, monitoring, null);
    }
    SteadyClock steady = new SteadyClock(monitoring.clock().instant(), System::nanoTime);
    monitoring.vitals().standsBy("the lease was not looked at yet");
    Election election = Election.begin(lease(file, set.lease()), monitoring.clock(), steady);
    monitoring.vitals().fearsFor(election::illness);
    return new Terms(file, wishes.under(election::isHeld), monitoring, election);
  }

  private static LeaseSettings lease(SettingsFile file, Settings.Lease set) throws IOException {
    String kubeconfig = set.kubeconfig();
    String candidate = InetAddress.getLocalHost().getHostName() + "_" + UUID.randomUUID();
    return new LeaseSettings(
        set.name(),
        candidate,
        set.namespace(),
        kubeconfig == null ? null : file.path(kubeconfig),
        set.context(),
        set.duration());
  }

  /// Works until it is asked to stop, or ends by itself as leader.
  Verdict run(Json json, StopRequest stop)
      throws IOException, InvalidSettingsException, InUseException, InterruptedException {
    try {
      return election == null ? term(json, stop) : terms(json, stop, election);
    } finally {
      monitoring.vitals().ended();
    }
  }

  private Verdict terms(Json json, StopRequest stop, Election lead)
      throws IOException, InvalidSettingsException, InterruptedException {
    Optional<Verdict> verdict = Optional.empty();
    while (verdict.isEmpty() && isElected(lead, stop)) {
      verdict = inOffice(json, stop, lead);
    }
    return verdict.orElse(Verdict.STOPPED);
  }

  /// Works as long as it leads; empty if that has ended, and the controller has not.
  private Optional<Verdict> inOffice(Json json, StopRequest stop, Election lead)
      throws IOException, InvalidSettingsException, InterruptedException {
    boolean told = false;
    while (lead.isHeld() && !stop.isMadeWithin(Duration.ZERO)) {
      try {
        Verdict verdict = term(json, stop);
        return verdict == Verdict.STOPPED ? Optional.empty() : Optional.of(verdict);
      } catch (InUseException e) {
        String why = "it leads, and waits for who led before to end: " + e.getMessage();
        monitoring.vitals().waits(why);
        if (!told) {
          log.atWarn().log("Leads, and waits for who led before to end: {}", e.getMessage());
        }
        told = true;
        boolean _ = stop.isMadeWithin(CLOSING);
      }
    }
    return Optional.empty();
  }

  /// Stands by until it leads; false if it was asked to stop before.
  private boolean isElected(Election lead, StopRequest stop) throws InterruptedException {
    Optional<String> told = Optional.empty();
    while (!lead.isHeld()) {
      Optional<String> leader = Optional.of(lead.leader());
      if (!leader.equals(told)) {
        String why = leader.get().isEmpty() ? "nobody leads yet" : leader.get() + " leads";
        monitoring.vitals().standsBy(why);
        log.atInfo().log("Stands by: {}", why);
        told = leader;
      }
      if (stop.isMadeWithin(LOOK)) {
        return false;
      }
    }
    return !stop.isMadeWithin(Duration.ZERO);
  }

  private Verdict term(Json json, StopRequest stop)
      throws IOException, InvalidSettingsException, InUseException, InterruptedException {
    monitoring.vitals().takesOffice();
    try (Workshop workshop = Workshop.open(file, wishes, json, monitoring)) {
      stop.stops(workshop.controller()::stop);
      if (election != null) {
        election.whenLost(workshop.controller()::stop);
      }
      return workshop.controller().run();
    }
  }

  @Override
  public void close() {
    if (election != null) {
      election.close();
    }
  }
}
