package dev.trainyard.git;

import static java.util.Objects.requireNonNull;

import dev.trainyard.git.SignatureKeys.Texts;
import dev.trainyard.git.SignatureSettings.Mode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final SignatureSettings settings;
  private final Map<String, List<UnverifiedTag>> refused = new HashMap<>();

  /// By name and object of a tag.
  private final Map<List<String>, Verdict> judged = new HashMap<>();

  private @Nullable Texts texts;

  /// @param until when it is judged anew, for keys expire
  private record Verdict(Optional<String> objection, Instant until) {}

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
    Keys keys = mode() == Mode.OFF || tags.isEmpty() ? null : new Keys();
    tags.forEach(
        (tag, tagged) -> {
          Optional<String> objection =
              keys == null ? Optional.empty() : keys.objection(git, tag, tagged);
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

  /// The keys as they lie there while one package is looked at: read once, parsed if needed.
  private final class Keys {
    private final Instant now = settings.clock().instant();
    private @Nullable SignatureKeys parsed;
    private String unknown = "";

    Keys() {
      try {
        Texts read = Texts.read(settings);
        if (!read.equals(texts) || judged.size() > MOST_REMEMBERED) {
          judged.clear();
          texts = read;
        }
      } catch (UnusableKeysException e) {
        unknown = "the keys of signatures are not known: " + e.getMessage();
      }
    }

    Optional<String> objection(Repository git, String tag, Tagged tagged) {
      if (!unknown.isEmpty()) {
        return Optional.of(unknown);
      }
      List<String> key = List.of(tag, tagged.object().name());
      Verdict known = judged.get(key);
      if (known != null && now.isBefore(known.until())) {
        return known.objection();
      }
      try {
        Optional<String> objection = judge(git, tag, tagged, parsed(), now);
        judged.put(key, new Verdict(objection, now.plus(REMEMBERED)));
        return objection;
      } catch (UnusableKeysException e) {
        return Optional.of("the keys of signatures are not known: " + e.getMessage());
      } catch (IOException e) {
        return Optional.of("it cannot be read (" + e.getMessage() + ")");
      }
    }

    private SignatureKeys parsed() throws UnusableKeysException {
      SignatureKeys keys = parsed;
      if (keys == null) {
        keys = SignatureKeys.parse(settings, requireNonNull(texts, "they were read"));
        parsed = keys;
      }
      return keys;
    }
  }

  private static Optional<String> judge(
      Repository git, String tag, Tagged tagged, SignatureKeys keys, Instant now)
      throws IOException {
    if (tagged.object() instanceof RevTag object) {
      SignedTag signed = SignedTag.of(git.open(object).getCachedBytes(LARGEST_TAG));
      if (!signed.content().signatures().isEmpty()) {
        return signed.name().equals(tag)
            ? keys.objection(git, signed.content(), now)
            : Optional.of("it was signed as tag " + signed.name());
      }
    }
    byte[] commit = git.open(tagged.commit()).getCachedBytes(LARGEST_TAG);
    return keys.objection(git, commit, now)
        .map(why -> "it is not signed itself, and of its commit: " + why);
  }
}
