package dev.trainyard.git;

import dev.trainyard.git.SignatureKeys.Texts;
import dev.trainyard.git.SignatureSettings.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.jspecify.annotations.Nullable;

/// Whether versions of packages are of those who may sign: a signed tag must be signed well and be
/// where its signer put it; under any other the commit must be signed well.
///
/// Any thread may ask.
public final class TagSignatures {
  private static final int LARGEST_TAG = 1 << 20;
  private static final int MOST_REMEMBERED = 100_000;

  private final SignatureSettings settings;
  private final Map<String, List<UnverifiedTag>> refused = new HashMap<>();

  /// By name and object of a tag.
  private final Map<List<String>, Optional<String>> judged = new HashMap<>();

  private @Nullable Texts texts;

  TagSignatures(SignatureSettings settings) {
    this.settings = settings;
  }

  public Mode mode() {
    return settings.packages();
  }

  /// What does not count, or would not, of these packages, as it was last read.
  public synchronized List<UnverifiedTag> refused(Collection<String> packages) {
    return packages.stream()
        .sorted()
        .flatMap(name -> refused.getOrDefault(name, List.of()).stream())
        .toList();
  }

  /// Those of a package's tags that count.
  ///
  /// @param tags what each is of, by its name
  synchronized Map<String, RevCommit> counting(
      Repository git, String name, Map<String, Tagged> tags) {
    Map<String, RevCommit> counting = new TreeMap<>();
    List<UnverifiedTag> bad = new ArrayList<>();
    tags.forEach(
        (tag, tagged) -> {
          Optional<String> objection =
              mode() == Mode.OFF ? Optional.empty() : objection(git, tag, tagged);
          objection.ifPresent(why -> bad.add(new UnverifiedTag(name, tag, why)));
          if (objection.isEmpty() || mode() == Mode.WARN) {
            counting.put(tag, tagged.commit());
          }
        });
    refused.put(name, List.copyOf(bad));
    return counting;
  }

  /// What a ref is on, and the commit that this is about.
  record Tagged(RevObject object, RevCommit commit) {}

  private Optional<String> objection(Repository git, String tag, Tagged tagged) {
    try {
      Texts read = Texts.read(settings);
      if (!read.equals(texts) || judged.size() > MOST_REMEMBERED) {
        judged.clear();
        texts = read;
      }
      List<String> key = List.of(tag, tagged.object().name());
      Optional<String> known = judged.get(key);
      if (known == null) {
        known = judge(git, tag, tagged, SignatureKeys.parse(settings, read));
        judged.put(key, known);
      }
      return known;
    } catch (UnusableKeysException e) {
      return Optional.of("the keys of signatures are not known: " + e.getMessage());
    } catch (IOException e) {
      return Optional.of("it cannot be read (" + e.getMessage() + ")");
    }
  }

  private Optional<String> judge(Repository git, String tag, Tagged tagged, SignatureKeys keys)
      throws IOException {
    if (tagged.object() instanceof RevTag object) {
      SignedTag signed = SignedTag.of(git.open(object).getCachedBytes(LARGEST_TAG));
      if (!signed.content().signatures().isEmpty()) {
        return signed.name().equals(tag)
            ? keys.objection(git, signed.content(), settings.clock().instant())
            : Optional.of("it was signed as tag " + signed.name());
      }
    }
    byte[] commit = git.open(tagged.commit()).getCachedBytes(LARGEST_TAG);
    return keys.objection(git, commit, settings.clock().instant())
        .map(why -> "it is not signed itself, and of its commit: " + why);
  }
}
