package dev.trainyard.controller;

import dev.trainyard.forge.Forge;
import dev.trainyard.forge.ForgeException;
import dev.trainyard.forge.PullRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the forge is to be told, and only the newest of it. What it refuses waits behind the
/// others, longer each time.
final class ForgeOutbox {
  private static final Logger log = LoggerFactory.getLogger(ForgeOutbox.class);

  /// So often what may pass is waited for by whoever wants all to be told.
  private static final int MOST_FAILURES = 3;

  /// In the order in which they are told.
  private final Map<String, Letter> letters = new LinkedHashMap<>();

  private final Map<String, ForgeMessage> told = new HashMap<>();

  private record Letter(ForgeMessage message, Refusals refusals) {
    Letter with(ForgeMessage other) {
      return new Letter(other, refusals);
    }
  }

  /// How often a letter was refused, and why; none before it was.
  private record Refusals(int count, String why, boolean lasting, Instant notBefore) {
    private static final Refusals NONE = new Refusals(0, "", false, Instant.MIN);

    Refusals and(ForgeException e, Instant now) {
      Instant again = now.plus(ForgePatience.pause(count));
      return new Refusals(count + 1, String.valueOf(e.getMessage()), !e.retryable(), again);
    }

    boolean areFinal() {
      return count > 0 && (lasting || count >= MOST_FAILURES);
    }
  }

  /// Tells what is to be shown: of each pull request, instead of what was to be shown before.
  synchronized void want(List<ForgeMessage> messages) {
    Map<String, ForgeMessage> wanted = new LinkedHashMap<>();
    for (ForgeMessage message : messages) {
      if (!message.equals(told.get(message.pull()))) {
        wanted.put(message.pull(), message);
      }
    }
    letters.keySet().retainAll(wanted.keySet());
    wanted.forEach(
        (pull, message) ->
            letters.merge(pull, new Letter(message, Refusals.NONE), (old, _) -> old.with(message)));
  }

  /// When there is something to tell, if there is.
  synchronized Optional<Instant> nextDue() {
    return letters.values().stream()
        .map(letter -> letter.refusals().notBefore())
        .min(Comparator.naturalOrder());
  }

  /// Tells one, if one is due.
  ///
  /// @param open those that can be told of; of others nothing is shown
  /// @throws ForgeException if the forge as a whole does not listen
  void tellNext(Forge forge, Map<String, PullRequest> open, ForgeTolerance tolerance, Instant now)
      throws ForgeException {
    Optional<ForgeMessage> next = next(now);
    if (next.isEmpty()) {
      return;
    }
    PullRequest request = open.get(next.get().pull());
    try {
      if (request != null) {
        begun(next.get());
        show(next.get(), forge, request);
        tolerance.went();
      }
      delivered(next.get());
    } catch (ForgeException e) {
      if (!e.concernsAll()) {
        refused(next.get(), e, now);
      }
      tolerance.bear(e);
    }
  }

  /// What one of them brings to light does not silence the others.
  private static void show(ForgeMessage message, Forge forge, PullRequest request)
      throws ForgeException {
    try {
      message.show(forge, request);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("Bug in showing pull request {}", message.pull());
      throw ForgeException.bug("a bug of Trainyard, see its log: " + e);
    }
  }

  private synchronized Optional<ForgeMessage> next(Instant now) {
    return letters.values().stream()
        .filter(letter -> !letter.refusals().notBefore().isAfter(now))
        .map(Letter::message)
        .findFirst();
  }

  /// Part of it may be seen from now on, whatever becomes of the rest: what was told before is not
  /// what is shown.
  private synchronized void begun(ForgeMessage message) {
    told.remove(message.pull());
  }

  private synchronized void delivered(ForgeMessage message) {
    told.put(message.pull(), message);
    Letter letter = letters.get(message.pull());
    if (letter != null && letter.message().equals(message)) {
      letters.remove(message.pull());
    } else if (letter != null) {
      letters.put(message.pull(), new Letter(letter.message(), Refusals.NONE));
    }
  }

  private synchronized void refused(ForgeMessage message, ForgeException e, Instant now) {
    Letter letter = letters.remove(message.pull());
    if (letter == null) {
      return;
    }
    Refusals refusals = letter.refusals().and(e, now);
    if (!refusals.why().equals(letter.refusals().why())) {
      log.atWarn().log("Pull request {} is not shown: {}", message.pull(), refusals.why());
    }
    letters.put(message.pull(), new Letter(letter.message(), refusals));
  }

  /// Nothing that is closed needs to be told again, should it be opened again it does.
  synchronized void keepOnly(Map<String, PullRequest> open) {
    told.keySet().retainAll(open.keySet());
  }

  /// Whether everything was told, but for what was refused for good or again and again.
  synchronized boolean isDone() {
    return letters.values().stream().allMatch(letter -> letter.refusals().areFinal());
  }

  /// Why pull requests could not be shown as they are, by number.
  synchronized Map<String, String> refused() {
    Map<String, String> refused = new TreeMap<>();
    letters.forEach(
        (pull, letter) -> {
          if (letter.refusals().count() > 0) {
            refused.put(pull, letter.refusals().why());
          }
        });
    return refused;
  }

  /// Whose pull requests are not shown as they are.
  synchronized List<String> untold() {
    return List.copyOf(letters.keySet());
  }
}
