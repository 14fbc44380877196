package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.Documents;
import dev.trainyard.config.SettingsReader;
import dev.trainyard.config.TextYard;
import dev.trainyard.controller.Vitals;
import dev.trainyard.controller.Vitals.Outcome;
import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.FakeEngine;
import dev.trainyard.forge.ForgeTraffic;
import dev.trainyard.json.Json;
import dev.trainyard.metrics.Metrics;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.SubmissionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What the documents say is so.
class DocumentationTest {
  private static final Path ARCHITECTURE = Path.of("ARCHITECTURE.md");
  private static final int MOST_LINES = 150;
  private static final Pattern TYPE = Pattern.compile("`([A-Z][A-Za-z0-9]*)`");
  private static final Pattern HEADING = Pattern.compile("(?m)^##+ (.+)$");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(#[^)]*)?\\)");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```[a-z]*\n(.*?)^```");
  private static final Pattern HERE = Pattern.compile("(?ms)<<'?EOF'?[^\n]*\n(.*?)^EOF$");
  private static final Pattern METRIC = Pattern.compile("`(trainyard_[a-z_]+)`");
  private static final Pattern EXPOSED = Pattern.compile("(?m)^# TYPE (trainyard_[a-z_]+) ");
  private static final String SETTINGS = "kind: Settings";

  private final Json json = new Json();

  @Test
  void everyTypeOfTheArchitecturePageExists() throws IOException {
    Set<String> named = new TreeSet<>();
    TYPE.matcher(Files.readString(ARCHITECTURE)).results().forEach(m -> named.add(m.group(1)));

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(types()).containsAll(named);
  }

  @Test
  void theArchitecturePageIsShort() throws IOException {
    assertThat(Files.readAllLines(ARCHITECTURE)).hasSizeLessThan(MOST_LINES);
  }

  @Test
  void everyLinkOfADocumentLeadsSomewhere() throws IOException {
    Set<String> places = new TreeSet<>();
    for (Path file : Documents.all()) {
      places.add(absolute(file).toString());
      HEADING.matcher(Files.readString(file)).results().forEach(m -> places.add(place(file, m)));
    }

    Set<String> links = new TreeSet<>();
    for (Path file : Documents.all()) {
      LINK.matcher(Files.readString(file)).results().forEach(m -> links.add(target(file, m)));
    }

    assertThat(links).hasSizeGreaterThan(10);
    assertThat(places).containsAll(links);
  }

  /// How forges name the place of a heading.
  private static String place(Path file, MatchResult heading) {
    String words = heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "");
    return absolute(file) + "#" + words.replace(' ', '-');
  }

  private static String target(Path from, MatchResult link) {
    String file = link.group(1);
    String place = Objects.requireNonNullElse(link.group(2), "");
    return absolute(file.isEmpty() ? from : from.resolveSibling(file)) + place;
  }

  private static Path absolute(Path file) {
    return file.toAbsolutePath().normalize();
  }

  @Test
  void everyObjectOfTheDocumentsIsValid() throws IOException {
    Map<String, String> files = new TreeMap<>();
    List<String> objects = documents();
    objects.removeIf(text -> text.contains(SETTINGS));
    objects.forEach(text -> files.put("object-" + files.size() + ".yaml", text));

    Snapshot yard = TextYard.read(files);

    assertThat(files).hasSizeGreaterThanOrEqualTo(5);
    assertThat(yard.problems()).isEmpty();
  }

  @Test
  void everySettingsFileOfTheDocumentsIsValid() throws IOException {
    List<String> settings = documents();
    settings.removeIf(text -> !text.contains(SETTINGS));

    assertThat(settings).isNotEmpty().allSatisfy(this::assertValid);
  }

  @Test
  void theSettingsThatHelpShowsAreValid() {
    String usage = new CommandLine(new RunCommand()).getUsageMessage(CommandLine.Help.Ansi.OFF);

    String settings = usage.substring(usage.indexOf("  apiVersion:")).stripIndent();

    assertValid(settings);
  }

  @Test
  void theDocumentsNameEveryMetric() throws Exception {
    Set<String> named = new TreeSet<>();
    METRIC.matcher(Documents.text()).results().forEach(m -> named.add(m.group(1)));

    assertThat(named.remove("trainyard_condition")).as("told with the first condition").isTrue();
    assertThat(named).isEqualTo(metrics());
  }

  /// All that a controller tells once it has done something of everything.
  private static Set<String> metrics() throws EngineUnreachableException {
    try (Metrics metrics = new Metrics("yard", "1")) {
      metrics.watch(new Vitals(Instant::now, Duration.ofDays(1), Duration.ofDays(1), metrics));
      metrics.watch(() -> ForgeTraffic.NONE);
      metrics.took(Duration.ZERO, Outcome.CHANGED);
      metrics.measured("local", new FakeEngine()).cancel(new SubmissionName("a"));
      return EXPOSED
          .matcher(metrics.text())
          .results()
          .map(m -> m.group(1))
          .filter(name -> !name.endsWith("_max"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private void assertValid(String settings) {
    assertThat(
            new SettingsReader(json)
                .read("settings.yaml", settings.getBytes(UTF_8), Settings.class)
                .problems())
        .isEmpty();
  }

  /// Every YAML document with an `apiVersion`, also in here-documents of shell examples.
  private static List<String> documents() throws IOException {
    List<String> found = new ArrayList<>();
    for (String block : texts(FENCE, Documents.text())) {
      List<String> here = texts(HERE, block);
      found.addAll(here.isEmpty() ? List.of(block) : here);
    }
    found.removeIf(text -> !text.startsWith("apiVersion:"));
    return found;
  }

  private static List<String> texts(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }

  private static Set<String> types() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src"))) {
      return sources
          .map(source -> source.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }
}
