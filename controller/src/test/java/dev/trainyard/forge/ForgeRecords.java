package dev.trainyard.forge;

import dev.trainyard.model.CommitId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a local forge knows, whichever API it speaks.
final class ForgeRecords {
  final Map<Integer, Pull> pulls = new ConcurrentSkipListMap<>();
  final List<Remark> remarks = new CopyOnWriteArrayList<>();
  final List<Review> reviews = new CopyOnWriteArrayList<>();
  final List<Check> checks = new CopyOnWriteArrayList<>();
  final Map<String, String> tokens = new ConcurrentHashMap<>();
  final Set<String> robots = ConcurrentHashMap.newKeySet();
  long budget = 5_000;
  volatile Instant reset = Instant.EPOCH;
  private int nextComment = 1_000;

  /// A check of a commit, in the forge's own words.
  record Check(
      int id,
      CommitId commit,
      String context,
      String state,
      String description,
      String creator,
      Instant created) {}

  synchronized void spend() {
    budget = Math.max(0, budget - 1);
  }

  synchronized Pull open(
      String author, String owner, String branch, String title, Instant created) {
    Pull pull = new Pull(pulls.size() + 1, author, owner, branch, title, created);
    pulls.put(pull.id, pull);
    return pull;
  }

  Pull pull(String number) {
    return find(number).orElseThrow();
  }

  Optional<Pull> find(String number) {
    return Optional.ofNullable(pulls.get(Integer.valueOf(number)));
  }

  synchronized Remark comment(String number, String author, String text, Instant created) {
    Remark remark = new Remark(nextComment++, number, author, created, text);
    remarks.add(remark);
    pull(number).updated = created;
    return remark;
  }

  /// Forges number reviews and comments apart.
  synchronized void review(String number, String author, String text, Instant submitted) {
    reviews.add(new Review(1_000 + reviews.size(), pull(number), author, submitted, text));
    pull(number).updated = submitted;
  }

  List<Review> reviewsOf(String number) {
    return reviews.stream().filter(it -> it.pull.equals(number)).toList();
  }

  Remark remark(String id) {
    return findRemark(id).orElseThrow();
  }

  Optional<Remark> findRemark(String id) {
    return remarks.stream().filter(it -> it.id().equals(id)).findFirst();
  }

  List<Remark> remarksOf(String number) {
    return remarks.stream().filter(it -> it.pull.equals(number)).toList();
  }

  /// Oldest first.
  List<Check> checksOf(CommitId commit) {
    return checks.stream().filter(it -> it.commit().equals(commit)).toList();
  }
}
