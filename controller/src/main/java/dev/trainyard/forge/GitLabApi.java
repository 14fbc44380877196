package dev.trainyard.forge;

import dev.trainyard.forge.CommitCheck.State;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gitlab4j.api.GitLabApiException;
import org.gitlab4j.api.Pager;
import org.gitlab4j.api.models.AbstractUser;
import org.gitlab4j.api.models.CommitStatus;
import org.gitlab4j.api.models.MergeRequest;
import org.gitlab4j.api.models.MergeRequestFilter;
import org.gitlab4j.models.Constants.CommitBuildState;
import org.gitlab4j.models.Constants.MergeRequestOrderBy;
import org.gitlab4j.models.Constants.MergeRequestState;
import org.gitlab4j.models.Constants.SortOrder;
import org.jspecify.annotations.Nullable;

/// GitLab: a pull request is a merge request, a comment a note.
final class GitLabApi implements ForgeApi {
  private static final int PAGE = 100;
  private static final String OURS = "trainyard/";

  /// Between the two times that GitLab gives a note that was never edited.
  private static final Duration SAME_TIME = Duration.ofSeconds(1);

  private final ForgeSettings settings;
  private final org.gitlab4j.api.GitLabApi gitlab;
  private @Nullable Long project;
  private @Nullable String self;

  GitLabApi(ForgeSettings settings, Wire wire) {
    this.settings = settings;
    gitlab =
        new org.gitlab4j.api.GitLabApi(
            settings.api().toString(),
            "by the wire",
            null,
            // Of Jersey's readers and writers none for images and XML, which our runtime has not.
            Map.of(GitLabConnection.WIRE, wire, "jersey.config.disableDefaultProvider", "ALL"));
  }

  /// Asks one thing.
  private interface Call<T> {
    T ask() throws GitLabApiException, IOException;
  }

  @Override
  public Listing pulls() throws IOException {
    MergeRequestFilter open =
        new MergeRequestFilter()
            .withProjectId(project())
            .withState(MergeRequestState.OPENED)
            .withTargetBranch(settings.main())
            .withOrderBy(MergeRequestOrderBy.CREATED_AT)
            .withSort(SortOrder.ASC);
    Pager<MergeRequest> pager = ask(() -> gitlab.getMergeRequestApi().getMergeRequests(open, PAGE));
    Map<String, PullRequest> pulls = new LinkedHashMap<>();
    for (MergeRequest request : all(pager)) {
      if (request.getSha() != null) { // the branch may be gone
        pulls.put(String.valueOf(request.getIid()), pull(request));
      }
    }
    return new Listing(List.copyOf(pulls.values()), pager.getCurrentPage());
  }

  private static PullRequest pull(MergeRequest request) {
    return new PullRequest(
        String.valueOf(request.getIid()),
        orEmpty(request.getTitle()),
        name(request.getAuthor()),
        new CommitId(request.getSha()),
        Boolean.TRUE.equals(request.getDraft()),
        time(request.getUpdatedAt()));
  }

  @Override
  public boolean isOpen(String number) throws IOException {
    Long id = project();
    MergeRequest request =
        ask(() -> gitlab.getMergeRequestApi().getMergeRequest(id, Long.valueOf(number)));
    return "opened".equals(request.getState()) && settings.main().equals(request.getTargetBranch());
  }

  @Override
  public String self() throws IOException {
    String known = self;
    if (known == null) {
      known =
          settings.account().isPresent()
              ? settings.account().get()
              : ask(() -> gitlab.getUserApi().getCurrentUser()).getUsername();
      self = known;
    }
    return known;
  }

  @Override
  public List<Note> notes(String number) throws IOException {
    Long id = project();
    Pager<org.gitlab4j.api.models.Note> pager =
        ask(
            () ->
                gitlab
                    .getNotesApi()
                    .getMergeRequestNotes(
                        id,
                        Long.valueOf(number),
                        SortOrder.ASC,
                        org.gitlab4j.api.models.Note.OrderBy.CREATED_AT,
                        PAGE));
    // As on GitHub, what is written on a line of a file is about that line.
    return all(pager).stream()
        .filter(note -> note.getType() != org.gitlab4j.api.models.Note.Type.DIFF_NOTE)
        .map(GitLabApi::note)
        .toList();
  }

  private static Note note(org.gitlab4j.api.models.Note note) {
    Instant created = time(note.getCreatedAt());
    Instant edited = note.getUpdatedAt() == null ? created : time(note.getUpdatedAt());
    return new Note(
        String.valueOf(note.getId()),
        name(note.getAuthor()),
        Boolean.TRUE.equals(note.getSystem()) ? Writer.MACHINE : Writer.PERSON,
        created,
        Duration.between(created, edited).compareTo(SAME_TIME) < 0 ? created : edited,
        orEmpty(note.getBody()),
        Optional.empty());
  }

  @Override
  public Note add(String number, String text) throws IOException {
    Long id = project();
    return note(
        ask(
            () ->
                gitlab
                    .getNotesApi()
                    .createMergeRequestNote(id, Long.valueOf(number), text, null, null)));
  }

  @Override
  public Note edit(String number, Note note, String text) throws IOException {
    Long id = project();
    return note(
        ask(
            () ->
                gitlab
                    .getNotesApi()
                    .updateMergeRequestNote(
                        id, Long.valueOf(number), Long.valueOf(note.id()), text)));
  }

  @Override
  public List<CommitCheck> checks(CommitId commit) throws IOException {
    Long id = project();
    Pager<CommitStatus> pager =
        ask(() -> gitlab.getCommitsApi().getCommitStatuses(id, commit.hex(), null, PAGE));
    Map<String, CommitCheck> latest = new LinkedHashMap<>();
    for (CommitStatus status : all(pager)) {
      String context = orEmpty(status.getName());
      Optional<State> state = state(orEmpty(status.getStatus()));
      if (context.startsWith(OURS) && state.isPresent()) { // one for each name, or oldest first
        String description = orEmpty(status.getDescription());
        latest.put(context, new CommitCheck(commit, context, state.get(), description));
      }
    }
    return List.copyOf(latest.values());
  }

  @Override
  public void report(CommitCheck check) throws IOException {
    Long id = project();
    CommitBuildState state =
        switch (check.state()) {
          case PENDING -> CommitBuildState.PENDING;
          case SUCCESS -> CommitBuildState.SUCCESS;
          case FAILURE, ERROR -> CommitBuildState.FAILED;
        };
    CommitStatus status = new CommitStatus();
    status.setName(check.context());
    status.setDescription(check.description());
    try {
      ask(() -> gitlab.getCommitsApi().addCommitStatus(id, check.commit().hex(), state, status));
    } catch (ForgeException e) {
      if (!staysAsItIs(e)) {
        throw e;
      }
    }
  }

  /// GitLab refuses to say of a check that waits that it waits, even with other words.
  private static boolean staysAsItIs(ForgeException e) {
    return String.valueOf(e.getMessage())
        .toLowerCase(Locale.ROOT)
        .contains("cannot transition status");
  }

  private static Optional<State> state(String word) {
    return switch (word) {
      case "pending", "running", "created" -> Optional.of(State.PENDING);
      case "success" -> Optional.of(State.SUCCESS);
      case "failed" -> Optional.of(State.FAILURE);
      default -> Optional.empty();
    };
  }

  @Override
  public int longestNote() {
    return 1_000_000;
  }

  private Long project() throws IOException {
    Long known = project;
    if (known == null) {
      known = ask(() -> gitlab.getProjectApi().getProject(settings.repository())).getId();
      project = known;
    }
    return known;
  }

  private <T> List<T> all(Pager<T> pager) throws IOException {
    List<T> entries = new ArrayList<>();
    for (int page = 1; pager.hasNext(); page++) {
      settings.limits().checkPages(page);
      entries.addAll(ask(pager::next));
    }
    return entries;
  }

  private static <T> T ask(Call<T> call) throws IOException {
    try {
      return call.ask();
    } catch (GitLabApiException e) {
      throw ForgeException.of(e);
    }
  }

  private static String name(@Nullable AbstractUser<?> user) {
    return user == null || user.getUsername() == null ? "ghost" : user.getUsername();
  }

  private static Instant time(Date date) {
    return date.toInstant();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
