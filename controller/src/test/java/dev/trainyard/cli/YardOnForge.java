package dev.trainyard.cli;

import static dev.trainyard.cli.SmallYard.awaitThat;

import dev.trainyard.forge.LocalForge;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A small yard on a forge, whose account `trainyard` the controller has; `carol` maintains it,
/// `alice` is trusted.
record YardOnForge(Path folder, LocalForge forge, SmallYard yard) implements AutoCloseable {
  static final String LETTERS = "analyses/first/wagons/letters.yaml";
  static final String VALIDATE = "trainyard/validate";
  static final String TEST = "trainyard/test";
  static final String PREVIEW = "trainyard/preview";

  static YardOnForge gitHub(Path folder) throws IOException {
    return on(LocalForge.gitHub(folder.resolve("forge")), "github", folder);
  }

  static YardOnForge gitLab(Path folder) throws IOException {
    return on(LocalForge.gitLab(folder.resolve("forge")), "gitlab", folder);
  }

  private static YardOnForge on(LocalForge forge, String kind, Path folder) throws IOException {
    SmallYard yard =
        SmallYard.in(folder, forge.origin(), Map.of("yard.yaml", policy("carol", "alice")));
    YardOnForge made = new YardOnForge(folder, forge, yard);
    made.renew("t0ken");
    yard.settings(forge.gitUrl());
    Files.writeString(
        yard.settings(),
        Files.readString(yard.settings()).replaceFirst("heads: .*", "heads: []").stripTrailing()
            + """

              forge: {kind: %s, url: '%s', repository: lab/yard, token: {file: token}}
            """
                .formatted(kind, forge.api()));
    return made;
  }

  /// A policy with these who may approve, and who are trusted.
  static String policy(String maintainer, String trusted) {
    return """
    apiVersion: trainyard.dev/v1
    kind: Yard
    metadata: {name: small}
    spec:
      pulls: {maintainers: [%s], trusted: [%s], branches: approval}
    """
        .formatted(maintainer, trusted);
  }

  /// The wagon of the yard, tested with so much memory.
  static String enabled(String memory) {
    return SmallYard.wagon("letters", "merge: {sum: {keys: [letter]}}").replace("200Mi", memory)
        + "  enabledOn: [{dataset: words, mode: always}]\n";
  }

  /// The token that the forge accepts from now on.
  void renew(String token) throws IOException {
    forge.account("trainyard", token);
    Files.writeString(folder.resolve("token"), token + "\n");
  }

  RunningController start() throws Exception {
    return RunningController.start(yard.settings());
  }

  void awaitCheck(CommitId commit, String context, String state) {
    awaitThat(
        context + " of " + commit.abbreviated() + " is " + state,
        () -> state.equals(forge.checks(commit).get(context)));
  }

  void awaitComment(String pull, String text) {
    awaitThat("the comment holds " + text, () -> comment(pull).contains(text));
  }

  /// Our comment as people read it.
  String comment(String pull) {
    return String.join("\n", comments(pull)).replace("&#8203;", "").replace("\\", "");
  }

  /// Our comments, as they are written.
  List<String> comments(String pull) {
    return forge.comments(pull).stream()
        .filter(it -> it.getKey().equals("trainyard"))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public void close() throws IOException {
    yard.close();
    forge.close();
  }
}
