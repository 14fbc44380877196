package dev.trainyard.model.spec;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The container image of a version of a package.
///
/// @param reference as the package names it, with `{tag}` filled in
/// @param digest what a registry had under that name, such as `sha256:9f86...`: from then on
///   nothing but that is run; null if no engine that runs images has asked, so that programs run on
///   the machine as it is
public record PackageImage(String reference, @Nullable String digest) {
  /// Stands for the Git tag of a version.
  public static final String TAG = "{tag}";

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /// What a Git tag may be that is filled in: the rules of image tags are narrower.
  private static final Pattern FITTING = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

  private static final int SHORT = 19;

  public PackageImage {
    if (digest != null && !isDigest(digest)) {
      throw new IllegalArgumentException("not the SHA-256 digest of an image: " + digest);
    }
  }

  /// An image of which only the name is known.
  public static PackageImage named(String reference) {
    return new PackageImage(reference, null);
  }

  /// Whether a text is a digest of an image.
  public static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  /// Whether an image can have a tag like this Git tag.
  public static boolean fits(String tag) {
    return FITTING.matcher(tag).matches();
  }

  /// The same name with what it stands for.
  public PackageImage at(String found) {
    return new PackageImage(reference, found);
  }

  /// The digest that the name itself is of, if it is of one.
  public Optional<String> ownDigest() {
    int at = reference.indexOf('@');
    return at < 0 ? Optional.empty() : Optional.of(reference.substring(at + 1));
  }

  /// The name for whoever runs it, such as `registry.example.org/lab/tools@sha256:9f86...`: no tag
  /// that moves changes what it means. Empty if the image is not run.
  public Optional<String> pinned() {
    return Optional.ofNullable(digest).map(found -> repository() + "@" + found);
  }

  /// Registry and name, such as `registry.example.org:5000/lab/tools`.
  public String repository() {
    String name = reference.split("@", 2)[0];
    int tag = name.indexOf(':', name.lastIndexOf('/') + 1);
    return tag < 0 ? name : name.substring(0, tag);
  }

  /// The digest, cut to what people compare; empty if the image is not run.
  public String abbreviated() {
    return digest == null ? "" : digest.substring(0, SHORT);
  }
}
