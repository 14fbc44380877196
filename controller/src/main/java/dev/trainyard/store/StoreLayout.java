package dev.trainyard.store;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.OrderId;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Where everything lies in a store. Every name that comes from outside is checked here, so that no
/// path leaves the root.
///
/// @param root the store's folder
public record StoreLayout(Path root) {
  /// The record of an execution, beside its outputs.
  public static final String RESULT = "result.json";

  /// The folder of logs beside a record, and in the working folder of an execution.
  public static final String LOGS = "logs";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern TREE = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  public StoreLayout {
    root = root.toAbsolutePath().normalize();
  }

  /// The folder of one version of a package, named by its Git tree.
  public Path packageFolder(String tree) {
    return root.resolve("packages").resolve(matching(TREE, tree, "Git tree"));
  }

  /// Whether a text can be the id of an order.
  public static boolean isOrder(String text) {
    return NAME.matcher(text).matches();
  }

  public Path order(String order) {
    return root.resolve(OrderId.folder(matching(NAME, order, "order id")));
  }

  public Path orderFile(String order) {
    return order(order).resolve("order.json");
  }

  public Path mergeOrderFile(String order) {
    return order(order).resolve("merge.json");
  }

  public Path jobs(String order) {
    return order(order).resolve("jobs");
  }

  public Path job(String order, int index) {
    return jobs(order).resolve(Integer.toString(natural(index)));
  }

  public Path attempts(String order) {
    return order(order).resolve("attempts");
  }

  public Path attempt(String order, int index, String execution) {
    return attempts(order)
        .resolve(Integer.toString(natural(index)))
        .resolve(matching(NAME, execution, "execution"));
  }

  public Path merges(String order) {
    return order(order).resolve("merges");
  }

  public Path mergeResult(String order, int task) {
    return merges(order).resolve(natural(task) + ".json");
  }

  /// One declared output of one instance, below a job's folder.
  public static Path output(Path folder, InstanceName instance, String file) {
    return inside(instanceFolder(folder, instance), file);
  }

  /// Where the outputs of one instance lie, below a job's folder.
  public static Path instanceFolder(Path folder, InstanceName instance) {
    matching(LABEL, instance.wagon().analysis(), "analysis");
    matching(LABEL, instance.wagon().wagon(), "wagon");
    instance.variation().ifPresent(name -> matching(LABEL, name, "subwagon"));
    return folder.resolve(instance.toString());
  }

  /// The merged file of a task.
  public Path merged(String order, MergeOrder.Task task) {
    Path list =
        order(order).resolve("merged").resolve(matching(NAME, task.mergeList(), "merge list"));
    return output(list, task.instance(), task.file());
  }

  /// The manifest beside a merged file.
  public static Path manifest(Path merged) {
    return merged.resolveSibling(merged.getFileName() + ".manifest.json");
  }

  /// How the folders of the temporary area begin that executions of a job work in.
  public static String running(String order, int index) {
    return "job." + matching(NAME, order, "order id") + "." + natural(index);
  }

  public Path temporary() {
    return root.resolve("tmp");
  }

  /// A file below a folder, named by a relative path that must not leave it.
  ///
  /// @throws IllegalArgumentException if it does
  public static Path inside(Path folder, String file) {
    if (file.isEmpty() || file.startsWith("/") || file.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a relative file name: " + file);
    }
    for (String part : file.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException("not a plain relative file name: " + file);
      }
    }
    return folder.resolve(file);
  }

  private static String matching(Pattern pattern, String name, String what) {
    if (!pattern.matcher(name).matches()) {
      throw new IllegalArgumentException("not a valid " + what + ": " + name);
    }
    return name;
  }

  private static int natural(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("an index is not negative: " + index);
    }
    return index;
  }
}
