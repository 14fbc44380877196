package dev.trainyard.forge;

import dev.trainyard.forge.CommitCheck.State;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHCommitState;
import org.kohsuke.github.GHCommitStatus;
import org.kohsuke.github.GHDirection;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHPullRequest;
import org.kohsuke.github.GHPullRequestQueryBuilder.Sort;
import org.kohsuke.github.GHPullRequestReview;
import org.kohsuke.github.GHPullRequestReviewState;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GHUser;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.PagedIterable;
import org.kohsuke.github.PagedIterator;

/// GitHub, and servers that speak its API.
final class GitHubApi implements ForgeApi {
  private static final int PAGE = 100;
  private static final String OURS = "trainyard/";

  private final ForgeSettings settings;
  private final GitHub github;
  private final Map<String, GHPullRequest> pulls = new HashMap<>();
  private final Map<String, GHIssueComment> comments = new HashMap<>();
  private @Nullable GHRepository repository;
  private @Nullable String self;

  GitHubApi(ForgeSettings settings, Wire wire) throws IOException {
    this.settings = settings;
    github =
        new GitHubBuilder()
            .withEndpoint(settings.api().toString())
            .withConnector(new GitHubConnection(wire))
            .withAuthorizationProvider(() -> "by the wire")
            .build();
  }

  @Override
  public Listing pulls() throws IOException {
    Pages<GHPullRequest> found =
        all(
            repository()
                .queryPullRequests()
                .state(GHIssueState.OPEN)
                .base(settings.main())
                .sort(Sort.CREATED)
                .direction(GHDirection.ASC)
                .list());
    pulls.clear();
    Map<String, PullRequest> open = new LinkedHashMap<>();
    for (GHPullRequest pull : found.entries()) {
      String number = String.valueOf(pull.getNumber());
      pulls.put(number, pull);
      open.put(number, pull(number, pull));
    }
    return new Listing(List.copyOf(open.values()), found.pages());
  }

  private static PullRequest pull(String number, GHPullRequest pull) throws IOException {
    return new PullRequest(
        number,
        orEmpty(pull.getTitle()),
        pull.getUser().getLogin(),
        new CommitId(pull.getHead().getSha()),
        pull.isDraft(),
        pull.getUpdatedAt());
  }

  @Override
  public boolean isOpen(String number) throws IOException {
    GHPullRequest pull = repository().getPullRequest(Integer.parseInt(number));
    return pull.getState() == GHIssueState.OPEN && pull.getBase().getRef().equals(settings.main());
  }

  @Override
  public String self() throws IOException {
    String known = self;
    if (known == null) {
      known = settings.account().isPresent() ? settings.account().get() : asked();
      self = known;
    }
    return known;
  }

  private String asked() throws IOException {
    try {
      return github.getMyself().getLogin();
    } catch (IOException | RuntimeException e) {
      ForgeException refusal = ForgeException.of(e);
      if (refusal.retryable() || refusal.concernsAll()) {
        throw refusal;
      }
      throw ForgeException.lasting(
          "GitHub does not say whose the token is; if it is a GitHub App's, set spec.forge.account"
              + " to the app's name with [bot] behind it ("
              + refusal.getMessage()
              + ")",
          refusal);
    }
  }

  @Override
  public List<Note> notes(String number) throws IOException {
    List<Note> notes = new ArrayList<>();
    for (GHIssueComment comment : all(pull(number).listComments()).entries()) {
      notes.add(note(comment));
    }
    for (GHPullRequestReview review : all(pull(number).listReviews()).entries()) {
      review(review).ifPresent(notes::add);
    }
    notes.sort(Comparator.comparing(Note::created));
    return List.copyOf(notes);
  }

  /// A review has a text only if somebody wrote one; it counts when it was handed in, and as long
  /// as it stands. Its number may be that of a comment too.
  private static Optional<Note> review(GHPullRequestReview review) throws IOException {
    GHPullRequestReviewState state = review.getState();
    boolean stands =
        state != null
            && switch (state) {
              case APPROVED, CHANGES_REQUESTED, COMMENTED -> true;
              case PENDING, DISMISSED -> false;
            };
    Instant submitted = review.getSubmittedAt();
    String text = orEmpty(review.getBody());
    if (!stands || submitted == null || text.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new Note(
            "review-" + review.getId(),
            review.getUser().getLogin(),
            writer(review.getUser()),
            submitted,
            submitted,
            text,
            Optional.ofNullable(review.getCommitId()).map(CommitId::new)));
  }

  private static Writer writer(GHUser author) throws IOException {
    return "User".equals(author.getType()) ? Writer.PERSON : Writer.MACHINE;
  }

  private static Note note(GHIssueComment comment) throws IOException {
    GHUser author = comment.getUser();
    Instant created = comment.getCreatedAt();
    return new Note(
        String.valueOf(comment.getId()),
        author.getLogin(),
        writer(author),
        created,
        Optional.ofNullable(comment.getUpdatedAt()).orElse(created),
        orEmpty(comment.getBody()),
        Optional.empty());
  }

  @Override
  public Note add(String number, String text) throws IOException {
    return kept(pull(number).comment(text));
  }

  @Override
  public Note edit(String number, Note note, String text) throws IOException {
    GHIssueComment comment = comments.get(note.id());
    if (comment == null) {
      comment = find(number, note);
    }
    comment.update(text);
    return kept(comment);
  }

  private GHIssueComment find(String number, Note note) throws IOException {
    for (GHIssueComment comment : all(pull(number).listComments()).entries()) {
      if (note.id().equals(String.valueOf(comment.getId()))) {
        return comment;
      }
    }
    throw ForgeException.missing("our comment on pull request " + number + " is gone");
  }

  private Note kept(GHIssueComment comment) throws IOException {
    Note note = note(comment);
    comments.put(note.id(), comment);
    return note;
  }

  @Override
  public List<CommitCheck> checks(CommitId commit) throws IOException {
    Map<String, CommitCheck> latest = new LinkedHashMap<>();
    for (GHCommitStatus status : all(repository().listCommitStatuses(commit.hex())).entries()) {
      String context = orEmpty(status.getContext());
      if (context.startsWith(OURS)) { // newest first
        latest.putIfAbsent(
            context,
            new CommitCheck(
                commit, context, state(status.getState()), orEmpty(status.getDescription())));
      }
    }
    return List.copyOf(latest.values());
  }

  @Override
  public void report(CommitCheck check) throws IOException {
    GHCommitState state =
        switch (check.state()) {
          case PENDING -> GHCommitState.PENDING;
          case SUCCESS -> GHCommitState.SUCCESS;
          case FAILURE -> GHCommitState.FAILURE;
          case ERROR -> GHCommitState.ERROR;
        };
    repository()
        .createCommitStatus(
            check.commit().hex(), state, null, check.description(), check.context());
  }

  private static State state(GHCommitState state) {
    return switch (state) {
      case PENDING -> State.PENDING;
      case SUCCESS -> State.SUCCESS;
      case FAILURE -> State.FAILURE;
      case ERROR -> State.ERROR;
    };
  }

  @Override
  public int longestNote() {
    return 65_536;
  }

  private GHRepository repository() throws IOException {
    GHRepository known = repository;
    if (known == null) {
      known = github.getRepository(settings.repository());
      repository = known;
    }
    return known;
  }

  private GHPullRequest pull(String number) throws IOException {
    GHPullRequest known = pulls.get(number);
    if (known == null) {
      known = repository().getPullRequest(Integer.parseInt(number));
      pulls.put(number, known);
    }
    return known;
  }

  private record Pages<T>(List<T> entries, int pages) {}

  private <T> Pages<T> all(PagedIterable<T> list) throws ForgeException {
    List<T> entries = new ArrayList<>();
    PagedIterator<T> next = list.withPageSize(PAGE)._iterator(PAGE);
    int pages = 0;
    while (next.hasNext()) {
      pages++;
      settings.limits().checkPages(pages);
      entries.addAll(next.nextPage());
    }
    return new Pages<>(entries, pages);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
