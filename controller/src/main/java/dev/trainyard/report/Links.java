package dev.trainyard.report;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.YardStatus;

/// Relative links from one page to others. What has no page is shown by its name alone.
///
/// @param root from the page's folder to the root of the branch: empty, `../` or `../../`
record Links(Roster roster, String root) {

  String home() {
    return link("🚉 " + yardName(), "README.md");
  }

  String train(String name) {
    boolean known = roster.yard().trains().containsKey(name);
    return known ? named(name, "trains/" + SafeText.urlSegment(name) + ".md") : SafeText.code(name);
  }

  String pipeline(String name) {
    return named(name, "pipelines/" + SafeText.urlSegment(name) + ".md");
  }

  String listener(String name) {
    return named(name, "listeners/" + SafeText.urlSegment(name) + ".md");
  }

  String pull(String name) {
    return named(name, "pulls/" + SafeText.urlSegment(PullStatus.fileName(name)) + ".md");
  }

  String dataset(String name) {
    return roster.datasets().contains(name)
        ? named(name, "datasets/" + SafeText.urlSegment(name) + ".md")
        : SafeText.code(name);
  }

  String analysis(String name) {
    return roster.analyses().contains(name)
        ? named(name, "analyses/" + SafeText.urlSegment(name) + ".md")
        : SafeText.code(name);
  }

  String wagon(WagonRef ref) {
    return wagon(ref, ref.toString());
  }

  /// A wagon where its analysis is known.
  String wagonAlone(WagonRef ref) {
    return wagon(ref, ref.wagon());
  }

  /// An instance by its full name, linked to its wagon.
  String instance(InstanceName instance) {
    return wagon(instance.wagon(), instance.toString());
  }

  private String wagon(WagonRef ref, String words) {
    String folder = "wagons/" + SafeText.urlSegment(ref.analysis()) + "/";
    return roster.wagons().contains(ref)
        ? named(words, folder + SafeText.urlSegment(ref.wagon()) + ".md")
        : SafeText.code(words);
  }

  private String yardName() {
    YardStatus yard = roster.yard();
    return SafeText.inline(yard.controller().yard());
  }

  private String named(String words, String path) {
    return link(SafeText.code(words), path);
  }

  private String link(String markdown, String path) {
    return "[" + markdown + "](" + root + path + ")";
  }
}
