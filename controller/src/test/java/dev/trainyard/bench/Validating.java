package dev.trainyard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What it costs to check files from the start of a process, as a hook before each commit does: one
/// file, and ten thousand, against what checks YAML files with JSON schemas elsewhere.
final class Validating implements Bench {
  private static final int MANY = 10_000;
  private static final String ANEW = "trainyard validate --no-cache";
  private static final String AGAIN = "trainyard validate, nothing changed";
  private static final String ONE_CHANGED = "trainyard validate, one file changed";
  private static final String AJV = "ajv-cli";
  private static final String PYTHON = "python3 jsonschema";
  private static final Path SCHEMA = Path.of("../schemas/dataset.schema.json").toAbsolutePath();

  /// What one would write by hand: the C parser, and the validator made once.
  private static final String SCRIPT =
      """
      import json, sys, yaml, jsonschema
      check = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
      for name in sys.argv[2:]:
          with open(name, "rb") as file:
              check.validate(yaml.load(file, Loader=yaml.CSafeLoader))
      """;

  private int round;

  @Override
  public String name() {
    return "validate";
  }

  @Override
  public List<Contest> contests(Lab lab) throws Exception {
    Path one = yard(lab, "one", 1);
    Path many = yard(lab, "many", MANY);
    return List.of(
        Contest.of(
            "one file of 39 lines",
            15,
            List.of(ours(lab, ANEW, one), ours(lab, AGAIN, one), ajv(one), python(one)),
            Aim.times(ANEW, Quantity.WALL, 0.5, AJV),
            Aim.times(ANEW, Quantity.WALL, 1, PYTHON)),
        Contest.of(
            "10,000 files of 39 lines",
            5,
            List.of(
                ours(lab, ANEW, many),
                ours(lab, AGAIN, many),
                oneChanged(lab, many),
                ajv(many),
                python(many)),
            Aim.times(ANEW, Quantity.WALL, 1, AJV),
            Aim.times(AGAIN, Quantity.WALL, 0.2, ANEW),
            Aim.times(ONE_CHANGED, Quantity.WALL, 0.2, ANEW)));
  }

  private static Path yard(Lab lab, String name, int files) throws IOException {
    Path yard = lab.fresh(name);
    Files.createDirectory(yard.resolve(".git")); // it is none of the repository around it
    Path datasets = Files.createDirectory(yard.resolve("datasets"));
    for (int i = 0; i < files; i++) {
      Files.writeString(datasets.resolve("d%05d.yaml".formatted(i)), dataset(i));
    }
    return yard;
  }

  private static Subject ours(Lab lab, String name, Path yard) {
    Program program =
        name.equals(ANEW)
            ? Program.of(yard, lab.trainyard(), "validate", "--no-cache", ".")
            : Program.of(yard, lab.trainyard(), "validate", ".");
    return Subject.of(name, program.with("XDG_CACHE_HOME", cache(lab))::run);
  }

  private Subject oneChanged(Lab lab, Path yard) {
    Program program = Program.of(yard, lab.trainyard(), "validate", ".");
    return Subject.of(
        ONE_CHANGED,
        () -> {
          round++;
          Path file = yard.resolve("datasets/d%05d.yaml".formatted(round));
          Files.writeString(file, Files.readString(file) + "# changed " + round + "\n");
          return program.with("XDG_CACHE_HOME", cache(lab)).run();
        });
  }

  private static String cache(Lab lab) {
    return lab.folder().resolve("cache").toString();
  }

  private static Subject ajv(Path yard) {
    String options = "--spec=draft2020 --strict=false -s " + SCHEMA + " -d 'datasets/*.yaml'";
    return Subject.installed(
        AJV,
        "ajv",
        "npm install --global ajv-cli@5.0.0",
        Program.of(yard, "sh", "-c", "exec ajv validate " + options)::run);
  }

  private static Subject python(Path yard) throws IOException {
    Path script = Files.writeString(yard.resolveSibling("check.py"), SCRIPT);
    Optional<String> missing =
        isThere(yard)
            ? Optional.empty()
            : Optional.of("apt-get install python3-jsonschema python3-yaml");
    String line = "exec /usr/bin/python3 " + script + " " + SCHEMA + " datasets/*.yaml";
    return new Subject(PYTHON, missing, Program.of(yard, "sh", "-c", line)::run);
  }

  private static boolean isThere(Path yard) {
    try {
      Program.of(yard, "/usr/bin/python3", "-c", "import yaml, jsonschema").run();
      return true;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String dataset(int number) {
    return """
    # Dimuon candidates, by run
    apiVersion: trainyard.dev/v1
    kind: Dataset
    metadata:
      name: d%1$05d
      labels:
        system: pp
        period: 2026-%1$d
        pass: first
    spec:
      description: Dimuon candidates of the first weeks
      type: data
      state: active
      meta:
        energy: 13600
        trigger: dimuon
        calibrated: true
        weight: 0.25
        selection: two muons of opposite charge
        quality: [tight, medium]
        beams:
          - proton
          - proton
        campaign: spring
        author: mlopez
      files:
        pattern: file:cms/2026-%1$d/dimuon_*.csv
      split:
        files: 4
      scopes:
        test: 1
        short: 2
      subsets:
        - name: training
          share: 0.6
        - name: evaluation
          share: 0.3
        - name: tuning
          share: 0.1
    """
        .formatted(number);
  }
}
