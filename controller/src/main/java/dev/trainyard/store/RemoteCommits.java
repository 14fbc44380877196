package dev.trainyard.store;

import dev.trainyard.json.Json;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.remote.Remote;
import dev.trainyard.store.Shelf.Doubt;
import dev.trainyard.store.Shelf.Made;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Commits to a store elsewhere: everything is brought under the name of the execution, then one
/// record decides. Each says whether it has won.
record RemoteCommits(Remote remote, Json json) {
  boolean ofJob(Path made, JobResult result, byte[] record, Doubt isDamaged) throws IOException {
    String key = RemoteKeys.job(result.order(), result.index());
    if (remote.find(key).isPresent() && !isDamaged.isSo()) {
      return false;
    }
    String folder = RemoteKeys.execution(result.order(), result.index(), result.execution());
    RemoteUpload upload =
        RemoteUpload.begin(remote, result.execution(), folder, key, RemoteKeys.attempt(result));
    upload.all(made, file -> !file.equals(made.resolve(StoreLayout.RESULT)));
    boolean won = remote.create(record, key);
    if (!won && isDamaged.isSo()) {
      remote.put(record, key);
      won = true;
    }
    upload.end(won);
    return won;
  }

  /// A commit of the same execution may have failed before: what that has brought is left to the
  /// note of it. It may also have won without hearing of it.
  void keepAttempt(Path made, JobResult result, byte[] record) throws IOException {
    String folder = RemoteKeys.execution(result.order(), result.index(), result.execution());
    String key = RemoteKeys.attempt(result);
    String job = RemoteKeys.job(result.order(), result.index());
    RemoteUpload commit = new RemoteUpload(remote, result.execution(), folder, job, key);
    boolean hasBegun = commit.isNoted();
    if (hasBegun && commit.verdict(json) == RemoteUpload.Verdict.WON) {
      commit.end(true);
      return;
    }
    RemoteUpload upload =
        hasBegun ? commit : RemoteUpload.begin(remote, result.execution(), folder, key, "");
    upload.all(made, file -> !file.equals(made.resolve(StoreLayout.RESULT)));
    remote.put(record, key);
    if (!hasBegun) {
      upload.end(true);
    }
  }

  boolean ofMerge(Made made, MergeResult result, Function<MergeResult, byte[]> record, Doubt isDone)
      throws IOException {
    if (isDone.isSo()) {
      return false;
    }
    String order = OrderId.folder(result.order());
    String key = RemoteKeys.merge(result.order(), result.index());
    String folder = order + "/" + RemoteKeys.mergedBy(made.execution());
    RemoteUpload upload = RemoteUpload.begin(remote, made.execution(), folder, key, "");
    String path = RemoteKeys.merged(made);
    String manifest = StoreLayout.manifest(Path.of(path)).toString();
    @Nullable Path merged = made.merged();
    if (merged != null) {
      remote.put(merged, order + "/" + path);
    }
    remote.put(made.manifest(), order + "/" + manifest);
    byte[] content = record.apply(result.at(merged == null ? manifest : path));
    boolean won = remote.create(content, key);
    if (!won && !isDone.isSo()) {
      remote.put(content, key); // what is there cannot be read
      won = true;
    }
    upload.end(won);
    return won;
  }
}
