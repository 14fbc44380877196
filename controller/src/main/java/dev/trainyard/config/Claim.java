package dev.trainyard.config;

import dev.trainyard.model.Kind;
import dev.trainyard.model.WagonRef;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A name that a file declares, or would declare if it were valid, so that references to it can say
/// where the fault is.
///
/// @param name as references write it: `analysis/wagon` for a wagon
record Claim(Kind kind, String name) implements Comparable<Claim> {
  private static final Pattern WAGON = Pattern.compile("analyses/([^/]+)/wagons/([^/]+)\\.ya?ml");
  private static final Pattern REF = Pattern.compile("[^/]+/[^/]+");
  private static final Pattern ANALYSIS = Pattern.compile("analyses/([^/]+)/analysis\\.ya?ml");
  private static final Pattern OTHER =
      Pattern.compile(
          "(packages|runlists|listeners|datasets|trains|pipelines)/(?:.+/)?([^/]+)\\.ya?ml");

  @Override
  public int compareTo(Claim other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : name.compareTo(other.name);
  }

  static Claim software(String name) {
    return new Claim(Kind.PACKAGE, name);
  }

  /// The name of a wagon.
  static Claim wagon(WagonRef ref) {
    return new Claim(Kind.WAGON, ref.toString());
  }

  /// The wagon of this name, if it can be one: an invalid file may claim anything.
  Optional<WagonRef> wagon() {
    return kind == Kind.WAGON && REF.matcher(name).matches()
        ? Optional.of(WagonRef.parse(name))
        : Optional.empty();
  }

  /// What the file's content says as far as it can be read, or else its place.
  static Optional<Claim> of(String path, @Nullable YamlNode root) {
    return root == null ? ofPath(path) : ofContent(root).or(() -> ofPath(path));
  }

  private static Optional<Claim> ofContent(YamlNode root) {
    Optional<Kind> kind = root.text("kind").flatMap(Kind::of);
    Optional<String> name = root.text("metadata", "name");
    Optional<String> analysis = root.text("spec", "analysis");
    if (kind.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    return kind.get() == Kind.WAGON
        ? analysis.map(it -> new Claim(Kind.WAGON, it + "/" + name.get()))
        : Optional.of(new Claim(kind.get(), name.get()));
  }

  private static Optional<Claim> ofPath(String path) {
    Matcher wagon = WAGON.matcher(path);
    Matcher analysis = ANALYSIS.matcher(path);
    Matcher other = OTHER.matcher(path);
    if (wagon.matches()) {
      return Optional.of(new Claim(Kind.WAGON, wagon.group(1) + "/" + wagon.group(2)));
    } else if (analysis.matches()) {
      return Optional.of(new Claim(Kind.ANALYSIS, analysis.group(1)));
    } else if (other.matches()) {
      return Optional.of(new Claim(kindOf(other.group(1)), other.group(2)));
    }
    return Optional.empty();
  }

  private static Kind kindOf(String folder) {
    return switch (folder) {
      case "packages" -> Kind.PACKAGE;
      case "runlists" -> Kind.RUN_LIST;
      case "listeners" -> Kind.RUN_LISTENER;
      case "datasets" -> Kind.DATASET;
      case "pipelines" -> Kind.PIPELINE;
      default -> Kind.TRAIN;
    };
  }

  /// The word for a kind in the middle of a sentence.
  static String word(Kind kind) {
    return switch (kind) {
      case YARD -> "yard";
      case PACKAGE -> "package";
      case RUN_LIST -> "run list";
      case RUN_LISTENER -> "run listener";
      case DATASET -> "dataset";
      case ANALYSIS -> "analysis";
      case WAGON -> "wagon";
      case TRAIN -> "train";
      case PIPELINE -> "pipeline";
    };
  }

  /// Written out, like [#hashCode]: what a record has by itself is made at its first use, which
  /// takes longer than to check a small yard.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Claim that && kind == that.kind && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + name.hashCode();
  }

  /// Where an object is declared by convention.
  String place() {
    int slash = name.indexOf('/');
    return switch (kind) {
      case YARD -> "yard.yaml";
      case PACKAGE -> "packages/" + name + ".yaml";
      case RUN_LIST -> "runlists/" + name + ".yaml";
      case RUN_LISTENER -> "listeners/" + name + ".yaml";
      case DATASET -> "datasets/" + name + ".yaml";
      case ANALYSIS -> "analyses/" + name + "/analysis.yaml";
      case WAGON ->
          "analyses/"
              + name.substring(0, Math.max(0, slash))
              + "/wagons/"
              + name.substring(slash + 1)
              + ".yaml";
      case TRAIN -> "trains/" + name + ".yaml";
      case PIPELINE -> "pipelines/" + name + ".yaml";
    };
  }
}
