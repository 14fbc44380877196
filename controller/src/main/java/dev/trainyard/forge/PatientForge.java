package dev.trainyard.forge;

import dev.trainyard.forge.ForgeApi.Listing;
import dev.trainyard.forge.ForgeApi.Note;
import dev.trainyard.forge.ForgeApi.Writer;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What holds for every forge: nothing is asked twice that cannot have changed, nothing is written
/// that stands there already, and what was refused for good is not asked for again at once.
final class PatientForge implements Forge {
  /// For this long what was read of a pull request that looks unchanged is believed.
  private static final Duration READ_AGAIN = Duration.ofMinutes(10);

  /// For this long a request that a person must make possible is not repeated.
  private static final Duration REFUSED = Duration.ofMinutes(5);

  /// Forges tell times of pull requests in whole seconds.
  private static final Duration RESOLUTION = Duration.ofSeconds(2);

  private static final int LONGEST_DESCRIPTION = 140;
  private static final int MOST_REMEMBERED = 20_000;

  private final ForgeApi api;
  private final Wire wire;
  private final InstantSource clock;
  private List<PullRequest> known = List.of();
  private final Map<String, Notes> notes = new Recent<>(MOST_REMEMBERED);
  private final Map<String, Said> said = new Recent<>(MOST_REMEMBERED);
  private final Map<CommitId, Map<String, CommitCheck>> reported = new Recent<>(MOST_REMEMBERED);
  private final Map<String, Refusal> refusals = new Recent<>(MOST_REMEMBERED);

  PatientForge(ForgeApi api, Wire wire, InstantSource clock) {
    this.api = api;
    this.wire = wire;
    this.clock = clock;
  }

  /// @param heard by the forge's clock
  private record Notes(List<Note> all, Instant updated, Optional<Instant> heard, Instant read) {}

  private record Said(Note note, String text) {}

  private record Refusal(Object request, ForgeException why, Instant until) {}

  private interface Call<T> {
    T ask() throws IOException;
  }

  @Override
  public ForgeTraffic traffic() {
    return wire.traffic();
  }

  @Override
  public List<PullRequest> open() throws ForgeException {
    known = ask(this::listed);
    return known;
  }

  /// Between two pages of a list everything may move up by one: who is suddenly missing is asked
  /// for.
  private List<PullRequest> listed() throws IOException {
    Listing listing = api.pulls();
    Map<Long, PullRequest> open = new TreeMap<>();
    for (PullRequest pull : listing.pulls()) {
      open.put(Long.valueOf(pull.number()), pull);
    }
    if (listing.pages() > 1) {
      for (PullRequest pull : known) {
        Long number = Long.valueOf(pull.number());
        if (!open.containsKey(number) && isOpen(pull)) {
          open.put(number, pull);
        }
      }
    }
    return List.copyOf(open.values());
  }

  private boolean isOpen(PullRequest pull) throws IOException {
    try {
      return ask(() -> api.isOpen(pull.number()));
    } catch (ForgeException e) {
      if (e.missesSomething()) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public List<Comment> comments(PullRequest pull) throws ForgeException {
    return unlessRefused(
        "read " + pull.number(),
        pull.updated(),
        () -> {
          List<Comment> comments = new ArrayList<>();
          for (Note note : notes(pull)) {
            boolean ours = OurComment.isMarked(note) && note.author().equals(api.self());
            boolean person = note.written() == Writer.PERSON && !ours;
            if (person && note.created().equals(note.edited())) {
              comments.add(comment(note));
            }
          }
          return List.copyOf(comments);
        });
  }

  private static Comment comment(Note note) {
    return new Comment(note.id(), note.author(), note.created(), note.text(), note.head());
  }

  private List<Note> notes(PullRequest pull) throws IOException {
    Notes before = notes.get(pull.number());
    if (before != null && isFresh(before, pull)) {
      return before.all();
    }
    List<Note> all = api.notes(pull.number());
    notes.put(pull.number(), new Notes(all, pull.updated(), wire.heard(), clock.instant()));
    return all;
  }

  /// What came in the very second of the last change may have come after we read.
  private boolean isFresh(Notes before, PullRequest pull) {
    boolean settled =
        before.heard().isPresent()
            && !before.heard().get().isBefore(pull.updated().plus(RESOLUTION));
    return settled
        && before.updated().equals(pull.updated())
        && clock.instant().isBefore(before.read().plus(READ_AGAIN));
  }

  @Override
  public Instant heard() {
    return wire.heard().orElseGet(clock::instant);
  }

  @Override
  public void say(PullRequest pull, String markdown) throws ForgeException {
    String text = OurComment.text(markdown, api.longestNote());
    unlessRefused(
        "say " + pull.number(),
        text,
        () -> {
          Said last = said.get(pull.number());
          if (last == null || !last.text().equals(text)) {
            said.put(pull.number(), new Said(written(pull, text, last), text));
          }
          return text;
        });
  }

  private Note written(PullRequest pull, String text, @Nullable Said last) throws IOException {
    Optional<Note> ours =
        last == null ? OurComment.find(notes(pull), api.self()) : Optional.of(last.note());
    if (ours.isPresent() && OurComment.same(ours.get().text(), text)) {
      return ours.get();
    }
    notes.remove(pull.number());
    if (ours.isEmpty()) {
      return api.add(pull.number(), text);
    }
    try {
      return ask(() -> api.edit(pull.number(), ours.get(), text));
    } catch (ForgeException e) {
      if (!e.missesSomething()) {
        throw e;
      }
      return api.add(pull.number(), text); // somebody has deleted it
    }
  }

  @Override
  public void report(CommitCheck check) throws ForgeException {
    CommitCheck fitting =
        new CommitCheck(
            check.commit(),
            check.context(),
            check.state(),
            SafeLine.cut(SafeLine.of(check.description()), LONGEST_DESCRIPTION));
    unlessRefused(
        "report " + check.commit() + " " + check.context(),
        fitting,
        () -> {
          Map<String, CommitCheck> checks = checks(check.commit());
          if (!fitting.equals(checks.get(check.context()))) {
            api.report(fitting);
            checks.put(check.context(), fitting);
          }
          return fitting;
        });
  }

  /// What we reported, also before we were started: a forge takes only so many reports of a commit.
  private Map<String, CommitCheck> checks(CommitId commit) throws IOException {
    Map<String, CommitCheck> checks = reported.get(commit);
    if (checks == null) {
      checks = new TreeMap<>();
      for (CommitCheck check : api.checks(commit)) {
        checks.put(check.context(), check);
      }
      reported.put(commit, checks);
    }
    return checks;
  }

  private <T> T unlessRefused(String what, Object request, Call<T> call) throws ForgeException {
    Refusal refusal = refusals.get(what);
    boolean again = refusal != null && refusal.request().equals(request);
    if (refusal != null && again && clock.instant().isBefore(refusal.until())) {
      throw refusal.why();
    }
    try {
      T answer = ask(call);
      refusals.remove(what);
      return answer;
    } catch (ForgeException e) {
      if (!e.retryable() && !e.concernsAll()) {
        refusals.put(what, new Refusal(request, e, clock.instant().plus(REFUSED)));
      }
      throw e;
    }
  }

  /// The libraries wrap what goes wrong, some in exceptions that are not checked.
  private static <T> T ask(Call<T> call) throws ForgeException {
    try {
      return call.ask();
    } catch (IOException | RuntimeException e) {
      throw ForgeException.of(e);
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
