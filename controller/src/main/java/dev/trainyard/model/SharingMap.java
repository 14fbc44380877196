package dev.trainyard.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A map that never changes. One made of another [#with] or [#without] a key shares all the rest
/// with it, so that making it, and finding the [#differences] of the two, costs what differs.
///
/// It is a hash trie: five bits of a key's hash choose one of 32 branches on each level.
public final class SharingMap<K, V> extends AbstractMap<K, V> {
  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;

  private final @Nullable Node<K, V> root;
  private final int size;

  private SharingMap(@Nullable Node<K, V> root, int size) {
    this.root = root;
    this.size = size;
  }

  public static <K, V> SharingMap<K, V> empty() {
    return new SharingMap<>(null, 0);
  }

  /// The same entries, or the map itself if it is one of these.
  public static <K, V> SharingMap<K, V> copyOf(Map<K, V> map) {
    if (map instanceof SharingMap<K, V> same) {
      return same;
    }
    SharingMap<K, V> copy = empty();
    for (Map.Entry<K, V> entry : map.entrySet()) {
      copy = copy.with(entry.getKey(), entry.getValue());
    }
    return copy;
  }

  /// What hangs below one branch.
  private sealed interface Node<K, V> {}

  /// The inner nodes: a bit for each branch that is there.
  private static final class Fork<K, V> implements Node<K, V> {
    private final int branches;
    private final Node<K, V>[] below;

    Fork(int branches, Node<K, V>[] below) {
      this.branches = branches;
      this.below = below;
    }

    int place(int bit) {
      return Integer.bitCount(branches & (bit - 1));
    }

    @Nullable Node<K, V> get(int bit) {
      return (branches & bit) == 0 ? null : below[place(bit)];
    }

    Fork<K, V> with(int bit, Node<K, V> node) {
      int at = place(bit);
      if ((branches & bit) != 0) {
        Node<K, V>[] all = below.clone();
        all[at] = node;
        return new Fork<>(branches, all);
      }
      Node<K, V>[] all = Arrays.copyOf(below, below.length + 1);
      System.arraycopy(below, at, all, at + 1, below.length - at);
      all[at] = node;
      return new Fork<>(branches | bit, all);
    }

    /// An entry that is alone lies as high up as it can.
    Node<K, V> without(int bit) {
      int at = place(bit);
      if (below.length == 2 && below[1 - at] instanceof Leaf<K, V> last) {
        return last;
      }
      Node<K, V>[] all = Arrays.copyOf(below, below.length - 1);
      System.arraycopy(below, at + 1, all, at, below.length - at - 1);
      return new Fork<>(branches & ~bit, all);
    }
  }

  /// An entry, and others whose keys have the same hash.
  private static final class Leaf<K, V> extends SimpleImmutableEntry<K, V> implements Node<K, V> {
    private static final long serialVersionUID = 1L;
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

  private static int hash(Object key) {
    int hash = key.hashCode() * 0x9E3779B1;
    return hash ^ (hash >>> 16);
  }

  private static int bit(int hash, int shift) {
    return 1 << ((hash >>> shift) & MASK);
  }

  /// This map with one key set to a value.
  public SharingMap<K, V> with(K key, V value) {
    int hash = hash(key);
    Leaf<K, V> before = find(root, 0, hash, key);
    Leaf<K, V> leaf = new Leaf<>(hash, key, value, null);
    return new SharingMap<>(put(root, 0, leaf), before == null ? size + 1 : size);
  }

  private static <K, V> Node<K, V> put(@Nullable Node<K, V> node, int shift, Leaf<K, V> leaf) {
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
  private static <K, V> Fork<K, V> fork(int bit, Node<K, V> only) {
    return new Fork<>(bit, new Node[] {only});
  }

  /// This map without a key; itself, if that is not there.
  public SharingMap<K, V> without(K key) {
    int hash = hash(key);
    return find(root, 0, hash, key) == null
        ? this
        : new SharingMap<>(cut(root, 0, hash, key), size - 1);
  }

  private static <K, V> @Nullable Node<K, V> cut(
      @Nullable Node<K, V> node, int shift, int hash, Object key) {
    return switch (node) {
      case null -> null;
      case Leaf<K, V> leaf -> leaf.without(key);
      case Fork<K, V> fork -> {
        int bit = bit(hash, shift);
        Node<K, V> rest = cut(fork.get(bit), shift + BITS, hash, key);
        if (rest instanceof Leaf<K, V> && fork.below.length == 1) {
          yield rest;
        }
        yield rest == null ? fork.without(bit) : fork.with(bit, rest);
      }
    };
  }

  private static <K, V> @Nullable Leaf<K, V> find(
      @Nullable Node<K, V> node, int shift, int hash, Object key) {
    Node<K, V> at = node;
    for (int level = shift; at instanceof Fork<K, V> fork; level += BITS) {
      at = fork.get(bit(hash, level));
    }
    return at instanceof Leaf<K, V> leaf && leaf.hash == hash ? leaf.find(key) : null;
  }

  /// The keys under which the two hold different values, or only one of them any.
  public Set<K> differences(SharingMap<K, V> other) {
    Set<K> keys = new HashSet<>();
    compare(root, other.root, 0, keys);
    return keys;
  }

  @SuppressWarnings("ReferenceEquality") // what is shared is not looked into
  private static <K, V> void compare(
      @Nullable Node<K, V> a, @Nullable Node<K, V> b, int shift, Set<K> keys) {
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
  private static <K, V> void miss(
      @Nullable Node<K, V> a, @Nullable Node<K, V> b, int shift, Set<K> keys) {
    for (Iterator<Map.Entry<K, V>> entries = new Entries<>(a); entries.hasNext(); ) {
      Map.Entry<K, V> entry = entries.next();
      Leaf<K, V> there = find(b, shift, hash(entry.getKey()), entry.getKey());
      if (there == null || !there.getValue().equals(entry.getValue())) {
        keys.add(entry.getKey());
      }
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable V get(Object key) {
    Leaf<K, V> leaf = find(root, 0, hash(key), key);
    return leaf == null ? null : leaf.getValue();
  }

  @Override
  public boolean containsKey(Object key) {
    return find(root, 0, hash(key), key) != null;
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return new Entries<>(root);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  /// The entries below a node, by their hashes.
  private static final class Entries<K, V> implements Iterator<Map.Entry<K, V>> {
    private final Deque<Node<K, V>> left = new ArrayDeque<>();

    Entries(@Nullable Node<K, V> node) {
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
