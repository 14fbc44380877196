package dev.trainyard.git;

import dev.trainyard.git.UserClone.Answer;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Approvals of commits, each a ref of the remote that is named after the full id of its commit and
/// holds a tag object that says who and when. They are pushed by the user's own `git`.
///
/// @param remote a name, or `.` for the repository itself
public record Approvals(UserClone here, String remote) {
  private static final Pattern FULL = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern TAGGER =
      Pattern.compile("(?m)^tagger (.*) ([0-9]{1,11}) [-+][0-9]{4}$");

  /// Head, what is approved, and why.
  private static final int MOST_PARTS = 3;

  private static final Pattern OBJECT = Pattern.compile("(?m)^object ([0-9a-f]{40})$");

  /// One approval.
  ///
  /// @param by who says to have approved; empty if that cannot be read
  /// @param at when
  /// @param why the text that was given with it, on a line; empty if there was none
  /// @param isOfThat whether the tag is about the commit that its ref names
  public record Approval(
      CommitId commit, String by, Optional<Instant> at, String why, boolean isOfThat) {}

  /// The commit that a revision of this clone stands for; a full id need not be here.
  public CommitId resolve(String revision) throws IOException, UnknownRevisionException {
    if (FULL.matcher(revision).matches()) {
      return new CommitId(revision);
    }
    Answer answer =
        here.run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
    if (answer.code() != 0) {
      throw new UnknownRevisionException(revision);
    }
    return new CommitId(answer.out().strip());
  }

  /// Author and first line of a commit, which is fetched if it is not here.
  public String describe(CommitId commit) throws IOException {
    assureHere(commit);
    return here.answer("log", "-1", "--no-show-signature", "--format=%an <%ae>: %s", commit.hex())
        .out()
        .strip();
  }

  private void assureHere(CommitId commit) throws IOException {
    if (isHere(commit)) {
      return;
    }
    fetch(List.of(commit.hex()));
    if (!isHere(commit)) {
      throw new IOException(
          "the commit %s is neither here nor at %s; fetch the pull request first, such as: git fetch %s pull/NUMBER/head"
              .formatted(commit.hex(), remote, remote));
    }
  }

  private boolean isHere(CommitId commit) throws IOException {
    return here.run("cat-file", "-e", commit.hex() + "^{commit}").code() == 0;
  }

  /// That nothing can be fetched is seen by what is missing then.
  private void fetch(List<String> wanted) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", remote));
    words.addAll(wanted);
    here.run(words.toArray(String[]::new));
  }

  /// Whether a commit is approved already.
  public boolean isApproved(CommitId commit) throws IOException {
    return !listed(ref(commit)).isEmpty();
  }

  /// Approves a commit that is here.
  public void approve(CommitId commit, Instant at, String why) throws IOException {
    Path tag = Files.createTempFile("trainyard-approval-", ".txt");
    try {
      Files.writeString(
          tag,
          """
          object %s
          type commit
          tag approve-%s
          tagger %s

          Approve the test of commit %s on %s
          %s\
          """
              .formatted(
                  commit.hex(),
                  commit.hex(),
                  identity(),
                  commit.hex(),
                  at,
                  why.isEmpty() ? "" : "\n" + why + "\n"));
      String object =
          here.answer("hash-object", "-t", "tag", "-w", "--no-filters", tag.toString()).out();
      push(object.strip() + ":" + ref(commit));
    } finally {
      Files.deleteIfExists(tag);
    }
  }

  /// Who git says that this user is, with the time.
  private String identity() throws IOException {
    return here.answer("var", "GIT_COMMITTER_IDENT").out().strip();
  }

  /// Takes an approval back.
  public void revoke(CommitId commit) throws IOException {
    push(":" + ref(commit));
  }

  private void push(String what) throws IOException {
    Answer push = here.run("push", "--quiet", "--no-follow-tags", remote, what);
    if (push.code() != 0) {
      throw push.failure(
          "git could not push to %s, as only those can who may push to the repository"
              .formatted(remote));
    }
  }

  /// All that are approved, by their commits.
  public List<Approval> all() throws IOException {
    Map<String, String> refs = listed(PullRefs.APPROVALS + "*");
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, String> ref : refs.entrySet()) {
      if (here.run("cat-file", "-e", ref.getValue()).code() != 0) {
        missing.add(ref.getKey());
      }
    }
    if (!missing.isEmpty()) {
      fetch(missing);
    }
    List<Approval> all = new ArrayList<>();
    for (Map.Entry<String, String> ref : refs.entrySet()) {
      String name = ref.getKey().substring(PullRefs.APPROVALS.length());
      if (FULL.matcher(name).matches()) {
        all.add(approval(name, here.run("cat-file", "tag", ref.getValue()).out()));
      }
    }
    return all;
  }

  private static Approval approval(String commit, String tag) {
    String[] parts = tag.split("\n\n", MOST_PARTS);
    String head = parts[0];
    String why = parts.length < MOST_PARTS ? "" : parts[MOST_PARTS - 1].strip();
    Matcher tagger = TAGGER.matcher(head);
    Matcher object = OBJECT.matcher(head);
    boolean isOfThat = object.find() && object.group(1).equals(commit);
    return tagger.find()
        ? new Approval(
            new CommitId(commit),
            tagger.group(1),
            Optional.of(Instant.ofEpochSecond(Long.parseLong(tagger.group(2)))),
            why.replaceAll("\\s+", " "),
            isOfThat)
        : new Approval(new CommitId(commit), "", Optional.empty(), "", isOfThat);
  }

  /// Refs of the remote and what they hold.
  private Map<String, String> listed(String pattern) throws IOException {
    Answer answer = here.run("ls-remote", "--quiet", remote, pattern);
    if (answer.code() != 0) {
      throw answer.failure("git could not ask " + remote);
    }
    Map<String, String> refs = new TreeMap<>();
    for (String line : answer.out().lines().toList()) {
      String[] words = line.split("\t", 2);
      if (words.length == 2 && !words[1].endsWith("^{}")) {
        refs.put(words[1], words[0]);
      }
    }
    return refs;
  }

  private static String ref(CommitId commit) {
    return PullRefs.APPROVALS + commit.hex();
  }
}
