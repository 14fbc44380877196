package dev.trainyard.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A map that never changes. One made of another [#with] or [#without] a key shares all the rest
/// with it, so that making it, and finding the [#differences] of the two, costs what differs.
public final class SharingMap<K, V> extends AbstractMap<K, V> {
  private final @Nullable HashTrie<K, V> root;
  private final int size;

  private SharingMap(@Nullable HashTrie<K, V> root, int size) {
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

  /// These entries, in a map that shares with this one what is the same.
  public SharingMap<K, V> become(Map<K, V> entries) {
    SharingMap<K, V> map = this;
    for (Map.Entry<K, V> entry : entries.entrySet()) {
      if (!entry.getValue().equals(get(entry.getKey()))) {
        map = map.with(entry.getKey(), entry.getValue());
      }
    }
    if (map.size > entries.size()) {
      for (K key : keySet()) {
        map = entries.containsKey(key) ? map : map.without(key);
      }
    }
    return map;
  }

  /// This map with one key set to a value.
  public SharingMap<K, V> with(K key, V value) {
    int hash = HashTrie.hash(key);
    HashTrie.Leaf<K, V> before = HashTrie.find(root, 0, hash, key);
    HashTrie.Leaf<K, V> leaf = new HashTrie.Leaf<>(hash, key, value, null);
    return new SharingMap<>(HashTrie.put(root, 0, leaf), before == null ? size + 1 : size);
  }

  /// This map without a key; itself, if that is not there.
  public SharingMap<K, V> without(K key) {
    int hash = HashTrie.hash(key);
    return HashTrie.find(root, 0, hash, key) == null
        ? this
        : new SharingMap<>(HashTrie.cut(root, 0, hash, key), size - 1);
  }

  /// The keys under which the two hold different values, or only one of them any.
  public Set<K> differences(SharingMap<K, V> other) {
    Set<K> keys = new HashSet<>();
    HashTrie.compare(root, other.root, 0, keys);
    return keys;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable V get(Object key) {
    HashTrie.Leaf<K, V> leaf = HashTrie.find(root, 0, HashTrie.hash(key), key);
    return leaf == null ? null : leaf.getValue();
  }

  @Override
  public boolean containsKey(Object key) {
    return HashTrie.find(root, 0, HashTrie.hash(key), key) != null;
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return new HashTrie.Entries<>(root);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
