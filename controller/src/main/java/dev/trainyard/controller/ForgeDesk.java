package dev.trainyard.controller;

import dev.trainyard.forge.Comment;
import dev.trainyard.forge.CommitCheck;
import dev.trainyard.forge.Forge;
import dev.trainyard.forge.ForgeException;
import dev.trainyard.forge.PullRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Talks with the forge beside the rounds: it is slow, away, or asks for patience as it likes. What
/// it said last counts; what it is to be told is told once it listens, and only the newest of it.
final class ForgeDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ForgeDesk.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /// How long closing waits for what is being said.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Forge forge;
  private final InstantSource clock;
  private final Runnable news;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Thread worker;

  private @Nullable Map<String, PullRequest> open;
  private final Map<String, List<Comment>> comments = new HashMap<>();
  private final Map<String, Message> wanted = new LinkedHashMap<>();
  private final Map<String, Message> told = new HashMap<>();
  private boolean looking;
  private Instant notBefore = Instant.EPOCH;
  private Duration pause = FIRST_PAUSE;
  private @Nullable String trouble;
  private boolean closed;

  /// What the forge shows of a pull request.
  ///
  /// @param comment in Markdown
  record Message(String pull, String comment, List<CommitCheck> checks) {
    Message {
      checks = List.copyOf(checks);
    }
  }

  /// @param news told when the forge said something new
  ForgeDesk(Forge forge, InstantSource clock, Runnable news) {
    this.forge = forge;
    this.clock = clock;
    this.news = news;
    this.worker = Thread.ofPlatform().daemon().name("forge").unstarted(this::work);
    worker.start();
  }

  /// Open pull requests by number, as the forge said last; empty before it has said anything.
  Optional<Map<String, PullRequest>> open() {
    return locked(() -> Optional.ofNullable(open));
  }

  /// What people wrote about a pull request, as far as is known.
  List<Comment> comments(String pull) {
    return locked(() -> comments.getOrDefault(pull, List.of()));
  }

  /// What is wrong with the forge, if something is.
  Optional<String> trouble() {
    return locked(() -> Optional.ofNullable(trouble));
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
  void tell(List<Message> messages) {
    locked(
        () -> {
          wanted.clear();
          for (Message message : messages) {
            if (!message.equals(told.get(message.pull()))) {
              wanted.put(message.pull(), message);
            }
          }
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
          tellNext();
          calm();
        } catch (ForgeException e) {
          upset(e);
        } catch (RuntimeException | Error e) {
          log.atError().setCause(e).log("Bug in speaking with the forge");
          putOff(clock.instant().plus(LONGEST_PAUSE));
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
        Duration left = Duration.between(clock.instant(), notBefore);
        boolean something = looking || !wanted.isEmpty();
        if (something && !left.isPositive()) {
          return true;
        } else if (something) {
          work.awaitNanos(left.toNanos());
        } else {
          work.await();
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
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
      Map<String, PullRequest> found = new LinkedHashMap<>();
      for (PullRequest pull : forge.open()) {
        found.put(pull.number(), pull);
      }
      Map<String, List<Comment>> said = new HashMap<>();
      for (PullRequest pull : found.values()) {
        said.put(pull.number(), commentsOf(pull));
      }
      learn(found, said);
    } catch (ForgeException e) {
      locked(() -> looking = true);
      throw e;
    }
  }

  /// One pull request that cannot be read, such as one with thousands of comments, holds up no
  /// other.
  private List<Comment> commentsOf(PullRequest pull) throws ForgeException {
    try {
      return forge.comments(pull);
    } catch (ForgeException e) {
      if (e.retryable() || e.concernsAll()) {
        throw e;
      }
      log.atWarn().log("Comments of pull request {}: {}", pull.number(), e.getMessage());
      return comments(pull.number());
    }
  }

  private void learn(Map<String, PullRequest> found, Map<String, List<Comment>> said) {
    boolean isNew =
        locked(
            () -> {
              boolean other = !found.equals(open) || !said.equals(comments);
              open = found;
              comments.clear();
              comments.putAll(said);
              told.keySet().retainAll(found.keySet());
              return other;
            });
    if (isNew) {
      news.run();
    }
  }

  private void tellNext() throws ForgeException {
    Message message = locked(() -> wanted.values().stream().findFirst().orElse(null));
    PullRequest pull = message == null ? null : open().orElse(Map.of()).get(message.pull());
    if (message == null) {
      return;
    }
    if (pull != null) {
      show(pull, message);
    }
    locked(
        () -> {
          told.put(message.pull(), message);
          return wanted.remove(message.pull(), message);
        });
  }

  /// What the forge refuses waits behind the others.
  private void show(PullRequest pull, Message message) throws ForgeException {
    try {
      for (CommitCheck check : message.checks()) {
        forge.report(check);
      }
      forge.say(pull, message.comment());
    } catch (ForgeException e) {
      locked(
          () -> {
            if (wanted.remove(message.pull(), message)) {
              wanted.put(message.pull(), message);
            }
            return null;
          });
      throw e;
    }
  }

  private void calm() {
    boolean wasUpset =
        locked(
            () -> {
              boolean was = trouble != null;
              trouble = null;
              pause = FIRST_PAUSE;
              return was;
            });
    if (wasUpset) {
      news.run();
    }
  }

  private void upset(ForgeException e) {
    Instant again = e.notBefore().orElseGet(() -> clock.instant().plus(pause));
    String message = String.valueOf(e.getMessage());
    locked(
        () -> {
          trouble = message;
          Duration longer = pause.multipliedBy(2);
          pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
          return null;
        });
    putOff(again);
    news.run();
  }

  private void putOff(Instant until) {
    locked(() -> notBefore = until);
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
  }
}
