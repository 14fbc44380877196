package dev.trainyard.controller;

import dev.trainyard.forge.Comment;
import dev.trainyard.forge.Forge;
import dev.trainyard.forge.ForgeException;
import dev.trainyard.forge.PullRequest;
import dev.trainyard.model.CommitId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Talks with the forge beside the rounds: it is slow, away, or asks for patience as it likes. It
/// reads the [ForgeInbox], then tells what is in the [ForgeOutbox], one pull request after the
/// other; trouble with one of them is that one's, trouble with the forge makes it pause.
final class ForgeDesk implements AutoCloseable {
  static final String CONDITION = "ForgeReachable";
  private static final Logger log = LoggerFactory.getLogger(ForgeDesk.class);
  private static final Duration AFTER_BUG = Duration.ofMinutes(10);

  /// How long closing waits for what is being said.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Forge forge;
  private final InstantSource clock;
  private final Runnable news;
  private final ForgeInbox inbox;
  private final ForgeOutbox outbox = new ForgeOutbox();
  private final ForgeTolerance tolerance = new ForgeTolerance();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Thread worker;

  private boolean looking;
  private boolean looked;
  private ForgePatience patience = ForgePatience.CALM;
  private boolean wasIdle;
  private boolean judgedIdle;
  private boolean closed;

  /// @param news told when the forge said something new, was told everything, or does not listen
  ForgeDesk(Forge forge, InstantSource clock, Runnable news) {
    this.forge = forge;
    this.clock = clock;
    this.news = news;
    this.inbox = new ForgeInbox(news);
    this.worker = Thread.ofPlatform().daemon().name("forge").unstarted(this::work);
    worker.start();
  }

  /// Open pull requests by number, as the forge said last; empty before it has said anything.
  Optional<Map<String, PullRequest>> open() {
    return inbox.open();
  }

  /// What people wrote about a pull request; empty before that could be read.
  Optional<List<Comment>> comments(String pull) {
    return inbox.comments(pull);
  }

  /// When a pull request is known to have had its head, by the forge's clock; empty if it has
  /// another one by now.
  ///
  /// @param before the head that it had when the forge had not been asked yet, if that is known
  Optional<Instant> headSince(PullRequest pull, Optional<CommitId> before) {
    return inbox.headSince(pull, before);
  }

  /// What is wrong with the forge as a whole, if something is.
  Optional<String> trouble() {
    return locked(() -> patience.message());
  }

  /// Why single pull requests are not read or shown as they are, by number.
  Map<String, String> refusals() {
    Map<String, String> refusals = new TreeMap<>(inbox.unread());
    refusals.putAll(outbox.refused());
    return refusals;
  }

  /// Whether the forge was asked, and told everything that it is to show; or nobody should wait for
  /// that: it refuses, or stays away. What is wrong has been judged then.
  boolean isQuiet() {
    return locked(() -> judgedIdle && isIdle());
  }

  private boolean isIdle() {
    return patience.isOver(clock.instant()) || (looked && outbox.isDone());
  }

  /// Says whether the forge listens.
  void judge(YardConditions conditions) {
    judgedIdle = locked(this::isIdle);
    Map<String, String> refusals = refusals();
    Optional<String> trouble = trouble();
    if (trouble.isPresent()) {
      conditions.fails(CONDITION, "ForgeRefuses", trouble.get());
    } else if (open().isPresent() && refusals.isEmpty()) {
      conditions.holds(CONDITION, "ForgeAnswers");
    } else if (open().isPresent()) {
      String first = refusals.keySet().iterator().next();
      String others = refusals.size() == 1 ? "" : "; and %d others".formatted(refusals.size() - 1);
      String what = "pull request %s: %s%s".formatted(first, refusals.get(first), others);
      if (2 * refusals.size() > open().get().size()) {
        conditions.fails(CONDITION, "PullRequestsRefused", what);
      } else {
        conditions.holds(CONDITION, "ForgeAnswersForMost", what);
      }
    }
  }

  /// Asks for a look at what is new there.
  void look() {
    locked(
        () -> {
          looking = true;
          work.signalAll();
          return null;
        });
  }

  /// Tells the forge what is to be shown.
  void tell(List<ForgeMessage> messages) {
    locked(
        () -> {
          outbox.want(messages);
          wasIdle = wasIdle && outbox.isDone();
          work.signalAll();
          return null;
        });
  }

  private <T> T locked(Supplier<T> doing) {
    lock.lock();
    try {
      return doing.get();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (awaitWork()) {
        try {
          lookIfAsked();
          outbox.tellNext(forge, open().orElse(Map.of()), tolerance, clock.instant());
          calm();
        } catch (ForgeException e) {
          upset(e);
        } catch (RuntimeException | Error e) {
          log.atError().setCause(e).log("Bug in speaking with the forge");
          locked(() -> looking = true); // whatever was heard may be lost
          upset(
              ForgeException.bug(
                  "a bug of Trainyard, see its log: " + e, clock.instant().plus(AFTER_BUG)));
        }
      }
    } catch (InterruptedException _) {
      // It is being closed.
    }
  }

  private boolean awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        Optional<Instant> due = nextDue();
        if (due.isEmpty()) {
          work.await();
          continue;
        }
        Instant now = clock.instant();
        if (!now.isBefore(due.get())) {
          return true;
        }
        work.awaitNanos(Duration.between(now, due.get()).toNanos());
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Nothing is told before it is known which are open.
  private Optional<Instant> nextDue() {
    Optional<Instant> due =
        looking
            ? Optional.of(Instant.MIN)
            : open().isPresent() ? outbox.nextDue() : Optional.empty();
    return due.map(time -> time.isBefore(patience.notBefore()) ? patience.notBefore() : time);
  }

  private void lookIfAsked() throws ForgeException {
    boolean asked =
        locked(
            () -> {
              boolean was = looking;
              looking = false;
              return was;
            });
    if (!asked) {
      return;
    }
    try {
      inbox.read(forge, tolerance);
      locked(() -> looked = true);
      outbox.keepOnly(open().orElse(Map.of()));
    } catch (ForgeException e) {
      locked(() -> looking = true);
      throw e;
    }
  }

  private void calm() {
    boolean wasUpset =
        locked(
            () -> {
              boolean was = patience.trouble() != null;
              patience = ForgePatience.CALM;
              return was;
            });
    rest(wasUpset);
  }

  private void upset(ForgeException e) {
    boolean isNew =
        locked(
            () -> {
              Optional<String> before = patience.message();
              patience = patience.upset(e, clock.instant());
              return !before.equals(patience.message());
            });
    rest(isNew);
  }

  /// Whoever waits for all to be said hears when it is.
  private void rest(boolean isNew) {
    boolean begun =
        locked(
            () -> {
              boolean was = wasIdle;
              wasIdle = isIdle();
              return wasIdle && !was;
            });
    if (isNew || begun) {
      news.run();
    }
  }

  @Override
  public void close() {
    locked(
        () -> {
          closed = true;
          work.signalAll();
          return null;
        });
    worker.interrupt();
    try {
      if (!worker.join(PATIENCE)) {
        log.atWarn().log("Speaking with the forge did not end in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (!outbox.untold().isEmpty()) {
      log.atWarn().log("The forge was not told how pull requests {} stand", outbox.untold());
    }
  }
}
