package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.trainyard.config.Rule;
import dev.trainyard.json.Json;
import dev.trainyard.model.Problem;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The ways to write a [Report].
enum ReportFormat {
  /// One line per problem, for people and editors.
  TEXT,
  /// One document, for scripts.
  JSON,
  /// The exchange format of code scanners, version 2.1.0.
  SARIF,
  /// Annotations of GitHub Actions.
  GITHUB;

  /// The report as text.
  String write(Report report) {
    return switch (this) {
      case TEXT -> report.problems().stream().map(ReportFormat::line).collect(joining());
      case JSON -> json(report);
      case SARIF -> sarif(report);
      case GITHUB -> report.problems().stream().map(ReportFormat::annotation).collect(joining());
    };
  }

  private static String line(Problem problem) {
    return problem.position()
        + ": "
        + (problem.isError() ? "" : "warning: ")
        + problem.message()
        + "; "
        + problem.remedy()
        + " ["
        + problem.rule()
        + "]\n";
  }

  private static String json(Report report) {
    record Line(
        String file,
        int line,
        int column,
        String severity,
        String rule,
        String message,
        String remedy) {
      static Line of(Problem it) {
        return new Line(
            it.position().path(),
            it.position().line(),
            it.position().column(),
            it.severity().toString(),
            it.rule(),
            it.message(),
            it.remedy());
      }
    }
    record Document(int files, long errors, long warnings, List<Line> problems) {}
    return text(
        new Document(
            report.files(),
            report.errors(),
            report.warnings(),
            report.problems().stream().map(Line::of).toList()));
  }

  private static String annotation(Problem problem) {
    String place =
        problem.position().line() == 0
            ? ""
            : ",line=" + problem.position().line() + ",col=" + problem.position().column();
    return "::%s file=%s%s,title=%s::%s\n"
        .formatted(
            problem.severity(),
            escaped(problem.position().path()).replace(":", "%3A").replace(",", "%2C"),
            place,
            problem.rule(),
            escaped(problem.message() + "; " + problem.remedy()));
  }

  private static String escaped(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String sarif(Report report) {
    Map<String, Object> driver = new LinkedHashMap<>();
    driver.put("name", "trainyard validate");
    driver.put("rules", Arrays.stream(Rule.values()).map(ReportFormat::sarifRule).toList());
    return text(
        Map.of(
            "$schema",
            "https://json.schemastore.org/sarif-2.1.0.json",
            "version",
            "2.1.0",
            "runs",
            List.of(
                Map.of(
                    "tool",
                    Map.of("driver", driver),
                    "columnKind",
                    "unicodeCodePoints",
                    "results",
                    report.problems().stream().map(ReportFormat::sarifResult).toList()))));
  }

  private static Map<String, Object> sarifRule(Rule rule) {
    return Map.of(
        "id",
        rule.toString(),
        "shortDescription",
        Map.of("text", rule.description()),
        "defaultConfiguration",
        Map.of("level", rule.severity().toString()));
  }

  private static Map<String, Object> sarifResult(Problem problem) {
    Map<String, Object> place = new LinkedHashMap<>();
    place.put("artifactLocation", Map.of("uri", uri(problem.position().path())));
    if (problem.position().line() > 0) {
      place.put(
          "region",
          Map.of(
              "startLine", problem.position().line(), "startColumn", problem.position().column()));
    }
    return Map.of(
        "ruleId",
        problem.rule(),
        "level",
        problem.severity().toString(),
        "message",
        Map.of("text", problem.message() + "; " + problem.remedy()),
        "locations",
        List.of(Map.of("physicalLocation", place)));
  }

  /// A relative path as a URI reference: all but plain characters as percent and hexadecimal.
  private static String uri(String path) {
    StringBuilder uri = new StringBuilder();
    for (byte b : path.getBytes(UTF_8)) {
      boolean plain = Character.isLetterOrDigit(b & 0xFF) && b > 0;
      uri.append(plain || "-._~/".indexOf(b) >= 0 ? "" + (char) b : "%%%02X".formatted(b));
    }
    return uri.toString();
  }

  private static String text(Object document) {
    return new String(new Json().write(document), UTF_8);
  }

  /// The format of this name, in lower case.
  static Optional<ReportFormat> of(String name) {
    return Arrays.stream(values()).filter(it -> it.toString().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
