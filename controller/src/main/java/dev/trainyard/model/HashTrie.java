package dev.trainyard.model;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The inside of a [SharingMap]: entries by their keys' hashes, five bits of which choose one of 32
/// branches on each level. What is once made never changes.
sealed interface HashTrie<K, V> {
  int BITS = 5;
  int MASK = (1 << BITS) - 1;

  /// The inner nodes: a bit for each branch that is there.
  final class Fork<K, V> implements HashTrie<K, V> {
    private final int branches;
    private final HashTrie<K, V>[] below;

    Fork(int branches, HashTrie<K, V>[] below) {
      this.branches = branches;
      this.below = below;
    }

    int place(int bit) {
      return Integer.bitCount(branches & (bit - 1));
    }

    @Nullable HashTrie<K, V> get(int bit) {
      return (branches & bit) == 0 ? null : below[place(bit)];
    }

    Fork<K, V> with(int bit, HashTrie<K, V> node) {
      int at = place(bit);
      if ((branches & bit) != 0) {
        HashTrie<K, V>[] all = below.clone();
        all[at] = node;
        return new Fork<>(branches, all);
      }
      HashTrie<K, V>[] all = Arrays.copyOf(below, below.length + 1);
      System.arraycopy(below, at, all, at + 1, below.length - at);
      all[at] = node;
      return new Fork<>(branches | bit, all);
    }

    /// An entry that is alone lies as high up as it can.
    HashTrie<K, V> without(int bit) {
      int at = place(bit);
      if (below.length == 2 && below[1 - at] instanceof Leaf<K, V> last) {
        return last;
      }
      HashTrie<K, V>[] all = Arrays.copyOf(below, below.length - 1);
      System.arraycopy(below, at + 1, all, at, below.length - at - 1);
      return new Fork<>(branches & ~bit, all);
    }
  }

  /// An entry, and others whose keys have the same hash.
  final class Leaf<K, V> extends SimpleImmutableEntry<K, V> implements HashTrie<K, V> {
    static final long serialVersionUID = 1L;
    private final transient int hash;
    private final transient @Nullable Leaf<K, V> next;

    Leaf(int hash, K key, V value, @Nullable Leaf<K, V> next) {
      super(key, value);
      this.hash = hash;
      this.next = next;
    }

    @Nullable Leaf<K, V> find(Object key) {
      for (Leaf<K, V> leaf = this; leaf != null; leaf = leaf.next) {
        if (leaf.getKey().equals(key)) {
          return leaf;
        }
      }
      return null;
    }

    @Nullable Leaf<K, V> without(Object key) {
      if (getKey().equals(key)) {
        return next;
      }
      return next == null ? this : new Leaf<>(hash, getKey(), getValue(), next.without(key));
    }
  }

  static int hash(Object key) {
    int hash = key.hashCode() * 0x9E3779B1;
    return hash ^ (hash >>> 16);
  }

  static int bit(int hash, int shift) {
    return 1 << ((hash >>> shift) & MASK);
  }

  static <K, V> HashTrie<K, V> put(@Nullable HashTrie<K, V> node, int shift, Leaf<K, V> leaf) {
    return switch (node) {
      case null -> leaf;
      case Leaf<K, V> other when other.hash == leaf.hash ->
          new Leaf<>(leaf.hash, leaf.getKey(), leaf.getValue(), other.without(leaf.getKey()));
      case Leaf<K, V> other -> put(fork(bit(other.hash, shift), other), shift, leaf);
      case Fork<K, V> fork -> {
        int bit = bit(leaf.hash, shift);
        yield fork.with(bit, put(fork.get(bit), shift + BITS, leaf));
      }
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a generic type
  static <K, V> Fork<K, V> fork(int bit, HashTrie<K, V> only) {
    return new Fork<>(bit, new HashTrie[] {only});
  }

  static <K, V> @Nullable HashTrie<K, V> cut(
      @Nullable HashTrie<K, V> node, int shift, int hash, Object key) {
    return switch (node) {
      case null -> null;
      case Leaf<K, V> leaf -> leaf.without(key);
      case Fork<K, V> fork -> {
        int bit = bit(hash, shift);
        HashTrie<K, V> rest = cut(fork.get(bit), shift + BITS, hash, key);
        if (rest instanceof Leaf<K, V> && fork.below.length == 1) {
          yield rest;
        }
        yield rest == null ? fork.without(bit) : fork.with(bit, rest);
      }
    };
  }

  static <K, V> @Nullable Leaf<K, V> find(
      @Nullable HashTrie<K, V> node, int shift, int hash, Object key) {
    HashTrie<K, V> at = node;
    for (int level = shift; at instanceof Fork<K, V> fork; level += BITS) {
      at = fork.get(bit(hash, level));
    }
    return at instanceof Leaf<K, V> leaf && leaf.hash == hash ? leaf.find(key) : null;
  }

  @SuppressWarnings("ReferenceEquality") // what is shared is not looked into
  static <K, V> void compare(
      @Nullable HashTrie<K, V> a, @Nullable HashTrie<K, V> b, int shift, Set<K> keys) {
    if (a == b) {
      return;
    }
    if (a instanceof Fork<K, V> one && b instanceof Fork<K, V> two) {
      for (int all = one.branches | two.branches; all != 0; all &= all - 1) {
        int bit = Integer.lowestOneBit(all);
        compare(one.get(bit), two.get(bit), shift + BITS, keys);
      }
      return;
    }
    miss(a, b, shift, keys);
    miss(b, a, shift, keys);
  }

  /// Adds the keys of entries of one node that are not in another.
  static <K, V> void miss(
      @Nullable HashTrie<K, V> a, @Nullable HashTrie<K, V> b, int shift, Set<K> keys) {
    for (Iterator<Map.Entry<K, V>> entries = new Entries<>(a); entries.hasNext(); ) {
      Map.Entry<K, V> entry = entries.next();
      Leaf<K, V> there = find(b, shift, hash(entry.getKey()), entry.getKey());
      if (there == null || !there.getValue().equals(entry.getValue())) {
        keys.add(entry.getKey());
      }
    }
  }

  /// The entries below a node, by their hashes.
  final class Entries<K, V> implements Iterator<Map.Entry<K, V>> {
    private final Deque<HashTrie<K, V>> left = new ArrayDeque<>();

    Entries(@Nullable HashTrie<K, V> node) {
      if (node != null) {
        left.push(node);
      }
    }

    @Override
    public boolean hasNext() {
      return !left.isEmpty();
    }

    @Override
    public Map.Entry<K, V> next() {
      while (!left.isEmpty()) {
        switch (left.pop()) {
          case Leaf<K, V> leaf -> {
            if (leaf.next != null) {
              left.push(leaf.next);
            }
            return leaf;
          }
          case Fork<K, V> fork -> {
            for (int i = fork.below.length - 1; i >= 0; i--) {
              left.push(fork.below[i]);
            }
          }
        }
      }
      throw new NoSuchElementException();
    }
  }
}
