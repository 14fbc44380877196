package dev.trainyard.store;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.OrderId;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How things are called in a store elsewhere. Nothing is ever moved there, so that whatever is
/// made lies under the name of the execution that made it, and a record says which one counts.
/// Records of a kind lie in one folder, in the order of their indexes, so that a listing shows what
/// is new.
///
/// | what | name |
/// |---|---|
/// | what is wanted | `orders/ORDER/order.json`, `merge.json` |
/// | the job that counts | `orders/ORDER/jobs/INDEX.json` |
/// | a failed execution | `orders/ORDER/attempts/INDEX.EXECUTION.json` |
/// | outputs and logs | `orders/ORDER/executions/INDEX/EXECUTION/...` |
/// | a merge | `orders/ORDER/merges/INDEX.json` or `INDEX.failed.json` |
/// | merged files | `orders/ORDER/merged/EXECUTION/LIST/...` |
/// | what is being made | `uploads/EXECUTION` |
/// | software | `packages/TREE.zip` |
final class RemoteKeys {
  static final String SUFFIX = ".json";
  static final String FAILED = ".failed.json";
  static final String UPLOADS = "uploads";

  private static final Pattern INDEX = Pattern.compile("(\\d{9})\\.json");
  private static final Pattern ATTEMPT = Pattern.compile("(\\d{9})\\.([A-Za-z0-9-]+)\\.json");

  private RemoteKeys() {}

  static String job(String order, int index) {
    return jobs(order) + "/" + number(index) + SUFFIX;
  }

  static String jobs(String order) {
    return OrderId.folder(order) + "/jobs";
  }

  static String attempt(JobResult result) {
    return "%s/%s.%s%s"
        .formatted(attempts(result.order()), number(result.index()), result.execution(), SUFFIX);
  }

  static String attempts(String order) {
    return OrderId.folder(order) + "/attempts";
  }

  static String execution(String order, int index, String execution) {
    return "%s/executions/%d/%s".formatted(OrderId.folder(order), index, execution);
  }

  static String output(JobResult result, InstanceName instance, String file) {
    String folder = execution(result.order(), result.index(), result.execution());
    return StoreLayout.output(Path.of(folder), instance, file).toString();
  }

  static String merges(String order) {
    return OrderId.folder(order) + "/merges";
  }

  static String merge(String order, int task) {
    return merges(order) + "/" + number(task) + SUFFIX;
  }

  static String failedMerge(String order, int task) {
    return merges(order) + "/" + number(task) + FAILED;
  }

  /// The folder of an execution of a merge, from the order's folder.
  static String mergedBy(String execution) {
    return "merged/" + execution;
  }

  /// A merged file, from the order's folder.
  static String merged(Shelf.Made made) {
    MergeOrder.Task task = made.task();
    Path list = Path.of(mergedBy(made.execution()), task.mergeList());
    return StoreLayout.output(list, task.instance(), task.file()).toString();
  }

  static String upload(String execution) {
    return UPLOADS + "/" + execution;
  }

  static String software(String tree) {
    return "packages/" + tree + ".zip";
  }

  static String number(int index) {
    return String.format(Locale.ROOT, "%09d", index);
  }

  /// The index that a record is of, or -1.
  static int index(String key) {
    Matcher name = INDEX.matcher(last(key));
    return name.matches() ? Integer.parseInt(name.group(1)) : -1;
  }

  /// `INDEX/EXECUTION` of the record of a failed execution; empty of something else.
  static String failed(String key) {
    Matcher name = ATTEMPT.matcher(last(key));
    return name.matches() ? Integer.parseInt(name.group(1)) + "/" + name.group(2) : "";
  }

  static String last(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }
}
