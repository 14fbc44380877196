package dev.trainyard.model.work;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// Indexes of tasks: a list that takes four bytes for each, and none where they follow one another.
/// Trains have thousands of them, and every submission is kept for weeks.
public final class Indexes extends AbstractList<Integer> implements RandomAccess {
  private final int first;
  private final int size;

  /// Null if each is one more than the one before.
  private final int @Nullable [] all;

  private Indexes(int first, int size, int @Nullable [] all) {
    this.first = first;
    this.size = size;
    this.all = all;
  }

  public static Indexes copyOf(List<Integer> indexes) {
    return indexes instanceof Indexes same
        ? same
        : of(indexes.stream().mapToInt(Integer::intValue).toArray());
  }

  private static Indexes of(int[] all) {
    for (int place = 1; place < all.length; place++) {
      if (all[place] != all[0] + place) {
        return new Indexes(all[0], all.length, all);
      }
    }
    return new Indexes(all.length == 0 ? 0 : all[0], all.length, null);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Integer get(int place) {
    return at(place);
  }

  /// The index at a place.
  public int at(int place) {
    if (place < 0 || place >= size) {
      throw new IndexOutOfBoundsException(place);
    }
    return all == null ? first + place : all[place];
  }

  /// The place of an index, or less than 0 if it is not among them.
  public int placeOf(int index) {
    if (all == null) {
      int place = index - first;
      return place >= 0 && place < size ? place : -1;
    }
    int found = Arrays.binarySearch(all, index);
    // Whoever lists them in another order gets them, if slowly.
    return found >= 0 ? found : super.indexOf(index);
  }

  @Override
  public int indexOf(@Nullable Object object) {
    return object instanceof Integer index ? placeOf(index) : -1;
  }

  @Override
  public boolean contains(@Nullable Object object) {
    return indexOf(object) >= 0;
  }

  @Override
  public Indexes subList(int from, int to) {
    if (from < 0 || to > size || from > to) {
      throw new IndexOutOfBoundsException(from + " to " + to + " of " + size);
    }
    return all == null
        ? new Indexes(first + from, to - from, null)
        : of(Arrays.copyOfRange(all, from, to));
  }
}
