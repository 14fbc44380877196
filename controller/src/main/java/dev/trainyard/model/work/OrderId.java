package dev.trainyard.model.work;

import dev.trainyard.model.Digest;
import java.util.Optional;

/// How orders are named. A train's order is named before its content is known: whoever writes the
/// order first has pinned the train, and everyone after adopts what was pinned.
public final class OrderId {
  private static final int KEY = 20;
  private static final int MOST_DIGITS = 13;
  private static final String TRAIN = "train.";
  private static final String PULL = "pull.";

  private OrderId() {}

  /// The folder of an order, relative to the store's root.
  public static String folder(String order) {
    return "orders/" + order;
  }

  /// The order of a train.
  ///
  /// @param spec digest of the train's fields that may not change after submission
  /// @param incarnation how often a train of this name was deleted and declared again
  public static String train(String train, int rerun, int incarnation, Digest spec) {
    String again = incarnation == 0 ? "" : "." + incarnation;
    return trainBeginning(train) + ".r" + rerun + again + "." + spec.abbreviated();
  }

  /// What the orders of trains begin with whose names begin so.
  public static String trainBeginning(String train) {
    return TRAIN + train;
  }

  /// The run by which a listener's train is called, if this is an order of such a train.
  public static Optional<Long> runOfTrain(String order, String listener) {
    String begin = trainBeginning(listener + "-");
    int end = order.indexOf(".r", Math.min(begin.length(), order.length()));
    String run = order.startsWith(begin) && end > 0 ? order.substring(begin.length(), end) : "";
    boolean isNumber =
        !run.isEmpty() && run.length() <= MOST_DIGITS && run.chars().allMatch(Character::isDigit);
    return isNumber ? Optional.of(Long.parseLong(run)) : Optional.empty();
  }

  /// The order of the test of a whole train.
  public static String trainTest(String trainOrder) {
    return "test-of-" + trainOrder;
  }

  /// The order of a wagon test.
  ///
  /// @param generation how often a result for this key has expired or been cancelled before
  public static String wagonTest(Digest testKey, int generation) {
    return "test." + testKey.hex().substring(0, KEY) + ".g" + generation;
  }

  /// The order of a wagon test that a pull request wants: it may be confined, so that it is another
  /// one than that of the same test for main.
  public static String pullTest(Digest testKey, int generation) {
    return PULL + testKey.hex().substring(0, KEY) + ".g" + generation;
  }

  /// Whether a pull request wanted it first.
  public static boolean isPullTest(String order) {
    return order.startsWith(PULL);
  }
}
