package dev.trainyard.cli;

import dev.trainyard.controller.Controller.Verdict;
import dev.trainyard.json.Json;
import dev.trainyard.lease.Election;
import dev.trainyard.lease.LeaseSettings;
import dev.trainyard.model.SteadyClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `spec.leader` of the settings: runs a controller while it leads, and stands by while it does
/// not. The mirror, the store and the engines' accounts are taken for a term, and given back.
final class Terms implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Terms.class);

  /// How often it is looked whether the lead is ours.
  private static final Duration LOOK = Duration.ofMillis(250);

  /// The one that led before may still be closing.
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final SettingsFile file;
  private final Monitoring monitoring;
  private final Patience patience;
  private final SteadyClock steady;
  private final Doorbell bell;
  private final @Nullable Election election;
  private final Instant began;
  private Workshop.Wishes wishes;

  /// How long things are borne.
  ///
  /// @param vain a leader that could do nothing for so long lets another one lead
  /// @param pause and does not compete meanwhile
  /// @param takeOver the wish to take a yard over lapses for who stands by for so long
  record Patience(Duration vain, Duration pause, Duration takeOver) {
    static final Patience USUAL =
        new Patience(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofMinutes(10));
  }

  private Terms(SettingsFile file, Workshop.Wishes wishes, Monitoring monitoring, Patience patience)
      throws IOException, InvalidSettingsException {
    this.file = file;
    this.monitoring = monitoring;
    this.patience = patience;
    this.steady = new SteadyClock(monitoring.clock().instant(), System::nanoTime);
    this.began = steady.instant();
    Settings.Leader set = file.settings().spec().leader();
    if (set == null) {
      this.bell = Doorbell.begin(file);
      this.election = null;
      this.wishes = wishes;
      return;
    }
    LeaseSettings lease = OnLease.settings(file, set.lease());
    Workshop.check(file);
    this.bell = Doorbell.begin(file);
    try {
      Election lead = Election.begin(lease, monitoring.clock(), steady);
      monitoring.vitals().fearsFor(lead::illness);
      this.election = lead;
      this.wishes = wishes.under(() -> mayWork(lead));
    } catch (IOException | RuntimeException e) {
      bell.close();
      throw e;
    }
  }

  /// Competes from now on, if that is set.
  ///
  /// @throws InvalidSettingsException if it could not work as it is set, once it leads
  static Terms begin(SettingsFile file, Workshop.Wishes wishes, Monitoring monitoring)
      throws IOException, InvalidSettingsException {
    return begin(file, wishes, monitoring, Patience.USUAL);
  }

  static Terms begin(
      SettingsFile file, Workshop.Wishes wishes, Monitoring monitoring, Patience patience)
      throws IOException, InvalidSettingsException {
    return new Terms(file, wishes, monitoring, patience);
  }

  /// What the next term is asked for.
  Workshop.Wishes wishes() {
    return wishes;
  }

  /// Whether it leads, and has not been of no use for long.
  private boolean mayWork(Election lead) {
    return lead.isHeld() && !monitoring.vitals().isInVain(patience.vain());
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
      if (monitoring.vitals().isInVain(patience.vain())) {
        log.atWarn().log("Could do nothing for long, and lets another one lead");
        lead.pass(patience.pause());
      }
    }
    return verdict.orElse(Verdict.STOPPED);
  }

  /// Works as long as it leads; empty if that has ended, and the controller has not.
  private Optional<Verdict> inOffice(Json json, StopRequest stop, Election lead)
      throws IOException, InvalidSettingsException, InterruptedException {
    boolean told = false;
    while (mayWork(lead) && !stop.isMadeWithin(Duration.ZERO)) {
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
    forgetOldWishes();
    try (Workshop workshop = Workshop.open(file, wishes, json, monitoring)) {
      wishes = wishes.withoutTakeOver();
      stop.stops(workshop.controller()::stop);
      bell.rings(workshop.controller()::pollSoon);
      if (election != null) {
        election.whenLost(workshop.controller()::stop);
      }
      return workshop.controller().run();
    } finally {
      bell.ringsNobody();
    }
  }

  /// Whoever asked for a yard to be taken over meant this start, and not another leader's end.
  private void forgetOldWishes() {
    if (Duration.between(began, steady.instant()).compareTo(patience.takeOver()) > 0) {
      wishes = wishes.withoutTakeOver();
    }
  }

  @Override
  public void close() {
    try (bell) {
      if (election != null) {
        election.close();
      }
    }
  }
}
