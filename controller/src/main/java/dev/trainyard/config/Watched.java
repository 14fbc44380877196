package dev.trainyard.config;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A map that tells which names it was asked for, so that whoever asked can be asked again when one
/// of them changes.
///
/// @param <K> the names
final class Watched<K, V> extends AbstractMap<K, V> {
  private final Map<K, V> map;
  private final Function<K, Claim> claim;
  private final Watch watch;
  private final Class<K> names;

  /// Hears what is asked for.
  interface Watch {
    /// One name, whether it is there or not.
    void askedFor(Claim name);

    /// All of the map.
    void askedForAll();
  }

  Watched(Map<K, V> map, Class<K> names, Function<K, Claim> claim, Watch watch) {
    this.map = map;
    this.names = names;
    this.claim = claim;
    this.watch = watch;
  }

  @Override
  public @Nullable V get(Object name) {
    if (!names.isInstance(name)) {
      return null;
    }
    watch.askedFor(claim.apply(names.cast(name)));
    return map.get(name);
  }

  @Override
  public boolean containsKey(Object name) {
    return get(name) != null;
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    watch.askedForAll();
    return map.entrySet();
  }
}
