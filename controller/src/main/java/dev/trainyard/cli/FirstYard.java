package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.CodeOwners;
import dev.trainyard.config.CodeOwnersFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The files of a new yard: what every yard wants, and an example that really runs.
///
/// @param name of the yard
/// @param owner of the example
record FirstYard(String name, String owner) {
  static final String DATA = "example-data";

  /// What every yard wants.
  List<NewFile> always() {
    return List.of(
        file("yard.yaml", Template.of("yard.yaml").fill("Yard", Map.of("name", name))),
        plain(".gitignore", "gitignore"),
        plain(".pre-commit-config.yaml", "pre-commit-config.yaml"),
        plain(".github/workflows/validate.yaml", "github-validate.yaml"),
        plain(".gitlab-ci.yml", "gitlab-ci.yml"),
        file("README.md", Template.of("yard/README.md").fill(Map.of("name", name))));
  }

  /// A wagon that counts letters, and a train that carries it.
  List<NewFile> example() {
    List<NewFile> files = new ArrayList<>();
    files.add(plain("software/tools/count", "count"));
    files.add(
        object(
            "packages/tools.yaml", "Package", Map.of("name", "tools", "folder", "software/tools")));
    files.add(
        object(
            "datasets/words.yaml",
            "Dataset",
            Map.of("name", "words", "pattern", "\"file:words/*.txt\"", "split", "2")));
    files.add(
        object(
            "analyses/first/analysis.yaml",
            "Analysis",
            Map.of("name", "first", "owner", Template.value(owner))));
    files.add(
        object(
            "analyses/first/wagons/letters.yaml",
            "Wagon",
            Map.of(
                "name", "letters",
                "analysis", "first",
                "package", "tools",
                "command", "[sh, \"${package}/count\"]",
                "file", "letters.csv",
                "key", "letter",
                "dataset", "words")));
    files.add(
        object(
            "trains/letters.yaml",
            "Train",
            Map.of(
                "name",
                "letters",
                "dataset",
                "words",
                "scope",
                "full",
                "wagons",
                "first/letters")));
    files.add(file("CODEOWNERS", codeOwners()));
    for (String word : List.of("apple", "bean", "carrot", "date", "egg")) {
      files.add(file(DATA + "/words/" + word + ".txt", (word + " pie\n").repeat(10)));
    }
    return files;
  }

  /// Beside what is written by hand, the part that `trainyard codeowners` keeps up to date.
  private String codeOwners() {
    String head = Template.of("yard/CODEOWNERS").text();
    CodeOwners owners =
        new CodeOwners(List.of(new CodeOwners.Entry("analyses/first/", List.of(owner))));
    return new String(new CodeOwnersFile("CODEOWNERS", head.getBytes(UTF_8)).with(owners), UTF_8);
  }

  private static NewFile object(String path, String kind, Map<String, String> values) {
    String template = kind.toLowerCase(Locale.ROOT) + ".yaml";
    return file(path, Template.of(template).fill(kind, values));
  }

  private static NewFile plain(String path, String template) {
    return file(path, Template.of("yard/" + template).text());
  }

  private static NewFile file(String path, String text) {
    return new NewFile(path, text);
  }
}
