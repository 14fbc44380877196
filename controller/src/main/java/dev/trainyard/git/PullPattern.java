package dev.trainyard.git;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/// Where a forge shows the heads of pull requests: refs that begin and end like this, with the name
/// of the pull request between.
///
/// Sources: GitHub `refs/pull/N/head`, Gitea and Forgejo likewise; GitLab
/// `refs/merge-requests/N/head`; Gerrit `refs/changes/NN/CHANGE/PATCHSET`.
///
/// @param prefix up to the name
/// @param suffix after the name
/// @param style how names are read
public record PullPattern(String prefix, String suffix, Style style) {
  private static final Pattern GERRIT = Pattern.compile("[0-9]{2}/([1-9][0-9]*)/([1-9][0-9]*)");

  /// How the name of a pull request is found in its ref.
  public enum Style {
    /// It is what stands between prefix and suffix.
    PLAIN,
    /// A change with patch sets, of which the last one counts.
    GERRIT
  }

  /// The name that a ref stands for.
  ///
  /// @param patchSet of several refs with one name, the highest counts
  record Reading(String name, int patchSet) {}

  /// Reads `github`, `gitea`, `gitlab`, `gerrit`, or a ref with one `*`, such as
  /// `refs/heads/pull/*`.
  ///
  /// @throws IllegalArgumentException if it is none of these
  public static PullPattern parse(String text) {
    return switch (text) {
      case "github", "gitea" -> new PullPattern("refs/pull/", "/head", Style.PLAIN);
      case "gitlab" -> new PullPattern("refs/merge-requests/", "/head", Style.PLAIN);
      case "gerrit" -> new PullPattern("refs/changes/", "", Style.GERRIT);
      default -> ofRef(text);
    };
  }

  private static PullPattern ofRef(String text) {
    int star = text.indexOf('*');
    String example = text.replace('*', 'x');
    boolean whole = star > Constants.R_REFS.length() && star == text.lastIndexOf('*');
    if (!whole || !text.startsWith(Constants.R_REFS) || !Repository.isValidRefName(example)) {
      throw new IllegalArgumentException(
          "not where pull requests are: "
              + text
              + "; write github, gitea, gitlab, gerrit, or a ref with one star such as"
              + " refs/heads/pull/*");
    }
    return new PullPattern(text.substring(0, star), text.substring(star + 1), Style.PLAIN);
  }

  /// What this ref is the head of, if of anything.
  Optional<Reading> read(String ref) {
    if (ref.length() <= prefix.length() + suffix.length()
        || !ref.startsWith(prefix)
        || !ref.endsWith(suffix)) {
      return Optional.empty();
    }
    String name = ref.substring(prefix.length(), ref.length() - suffix.length());
    return switch (style) {
      case PLAIN -> Optional.of(new Reading(name, 0));
      case GERRIT -> {
        Matcher change = GERRIT.matcher(name);
        yield change.matches() && change.group(2).length() < 9
            ? Optional.of(new Reading(change.group(1), Integer.parseInt(change.group(2))))
            : Optional.empty();
      }
    };
  }
}
