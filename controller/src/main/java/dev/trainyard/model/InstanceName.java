package dev.trainyard.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One wagon as a train carries it: the wagon itself (`analysis/wagon`) or one of its subwagons
/// (`analysis/wagon.subwagon`). Names hold no dots, so the text is unambiguous; it is also the
/// relative folder of the instance's outputs.
public record InstanceName(WagonRef wagon, @Nullable String subwagon)
    implements Comparable<InstanceName> {

  public static InstanceName of(WagonRef wagon) {
    return new InstanceName(wagon, null);
  }

  /// Reads `analysis/wagon` or `analysis/wagon.subwagon`.
  public static InstanceName parse(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? of(WagonRef.parse(text))
        : new InstanceName(WagonRef.parse(text.substring(0, dot)), text.substring(dot + 1));
  }

  public Optional<String> variation() {
    return Optional.ofNullable(subwagon);
  }

  @Override
  public int compareTo(InstanceName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return subwagon == null ? wagon.toString() : wagon + "." + subwagon;
  }
}
