package dev.trainyard.config;

import static dev.trainyard.model.Problem.Severity.ERROR;
import static dev.trainyard.model.Problem.Severity.WARNING;

import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.Problem.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The rules that a yard is checked against. Their names, such as `unknown-reference`, are stable:
/// people disable rules by name and search for them.
public enum Rule {
  UNREADABLE_FILE(ERROR, "A file can be read"),
  FILE_NAME(ERROR, "The path of a file holds no control characters"),
  YAML_ENCODING(ERROR, "A file is UTF-8 text without control characters"),
  YAML_LIMIT(ERROR, "A file is at most 256 KiB, nested at most 20 deep"),
  YAML_SYNTAX(ERROR, "A file is well-formed YAML"),
  YAML_DOCUMENT(ERROR, "A file holds one document, without directives"),
  YAML_ANCHOR(ERROR, "Anchors, aliases and merge keys are not used"),
  YAML_TAG(ERROR, "Tags such as !!str are not used"),
  YAML_KEY(ERROR, "The keys of a map are texts"),
  YAML_DUPLICATE_KEY(ERROR, "A key stands once in a map"),
  YAML_NUMBER(ERROR, "A number fits 64 bits"),

  UNKNOWN_VERSION(ERROR, "apiVersion is a version that this Trainyard reads"),
  UNKNOWN_KIND(ERROR, "kind is one of Trainyard's kinds"),
  FOREIGN_FILE(ERROR, "A file in a folder of the yard declares an object of the yard"),
  UNKNOWN_FIELD(ERROR, "A field is one of its schema"),
  MISSING_FIELD(ERROR, "A required field is there"),
  WRONG_TYPE(ERROR, "A value is a text, number, list or map as its schema says"),
  WRONG_VALUE(ERROR, "A value has the form and size that its schema says"),
  LINK_OUTSIDE(ERROR, "A symbolic link stays within the repository"),

  ONE_YARD(ERROR, "A repository declares at most one yard"),
  DUPLICATE_NAME(ERROR, "A name is used once per kind, a wagon's once in its analysis"),
  MISPLACED_FILE(WARNING, "A wagon lies in the folder of its analysis"),
  UNKNOWN_REFERENCE(ERROR, "A name that is referred to exists"),
  INVALID_REFERENCE(ERROR, "What is referred to is valid by itself"),
  CODE_OWNERS(WARNING, "The part of CODEOWNERS that was made of the analyses is up to date"),

  DEPENDENCY_CYCLE(ERROR, "Wagons do not depend on each other in a circle"),
  FOREIGN_DEPENDENCY(ERROR, "A wagon depends on its own analysis or on service analyses"),
  DUPLICATE_OUTPUT(ERROR, "The outputs of a wagon have different files"),
  HEADER_WITHOUT_STREAM(ERROR, "A wagon speaks of header lines only if its input is a stream"),
  DUPLICATE_SUBWAGON(ERROR, "The subwagons of a wagon differ in name and configuration"),
  UNKNOWN_CONFIG(ERROR, "A subwagon changes configuration that its wagon has"),
  UNKNOWN_PLACEHOLDER(ERROR, "A placeholder of a command has a value"),
  DUPLICATE_ENABLING(ERROR, "A wagon is enabled once on a dataset"),

  PACKAGE_FOLDER(ERROR, "The folder of a package is in the repository"),
  PACKAGE_TAGS(WARNING, "A package has at least one tag"),
  PACKAGE_IMAGE(ERROR, "The image of a package speaks of {tag} only where it has fitting Git tags"),
  ONE_IMAGE(ERROR, "Wagons that run together run in one image"),

  DUPLICATE_RUN(ERROR, "A run stands once in a run list"),
  LISTENER_FIELD(ERROR, "A run can be what a listener wants it to be"),
  LISTENER_OVERLAP(ERROR, "No run is taken by two listeners, unless they share it on purpose"),
  LISTENER_RUN(ERROR, "A run is named once, and is either validated or bad"),
  LISTENER_TRAIN(ERROR, "The trains of a listener are over a dataset that takes its runs"),
  DATASET_TYPE(ERROR, "A dataset is of type derived exactly if it is derivedFrom something"),
  DATASET_RUNS(
      ERROR, "A dataset knows the run of each file if it selects by run, and selects some"),
  DATASET_SUBSETS(ERROR, "The subsets of a dataset differ in name and share at most all of it"),
  DATASET_MERGE_LISTS(ERROR, "The merge lists of a dataset differ in name and hold its runs"),
  DERIVED_OUTPUT(ERROR, "A derived dataset is made of an output that is marked derived"),
  DERIVED_CYCLE(ERROR, "A dataset is not derived from itself"),
  ARTEFACT_OUTPUT(ERROR, "An artefact is an output that is merged"),
  ARTEFACT_CYCLE(ERROR, "A train does not need what is made of itself"),
  ARTEFACT_ENABLED(ERROR, "A wagon that needs artefacts is enabled nowhere: trains name it"),
  MISSING_ARTEFACT(ERROR, "A train gives its wagons the artefacts that they need"),
  UNUSED_ARTEFACT(WARNING, "A train gives artefacts that its wagons need"),
  DEPRECATED_DATASET(WARNING, "Trains and wagons use datasets that are active"),

  PIPELINE_STAGE(ERROR, "A stage runs wagons over samples, or is a build"),
  PIPELINE_NAMES(ERROR, "The stages of a pipeline, and all trains, differ in name"),
  PIPELINE_CYCLE(ERROR, "The stages of a pipeline do not need each other in a circle"),
  PIPELINE_ARTEFACT(ERROR, "An artefact of a stage is one merged output of one train"),
  PIPELINE_DISJOINT(ERROR, "Stages that are said to be disjoint cannot read the same file"),

  TRAIN_SCOPE(ERROR, "A train's scope is one that its dataset has"),
  TRAIN_RUNS(ERROR, "The runs of a train are of its dataset"),
  TRAIN_WAGONS(WARNING, "Some wagon is enabled for a train that takes all enabled wagons"),
  UNUSED_TAG(WARNING, "A train pins packages that its wagons use at the latest tag");

  private final Severity severity;
  private final String description;

  Rule(Severity severity, String description) {
    this.severity = severity;
    this.description = description;
  }

  /// The rule of this name.
  public static Optional<Rule> of(String name) {
    return Arrays.stream(values()).filter(rule -> rule.toString().equals(name)).findFirst();
  }

  /// The rule of this name.
  ///
  /// @throws IllegalArgumentException if there is none, with the nearest name there is
  public static Rule named(String name) {
    List<String> known = Arrays.stream(values()).map(Rule::toString).toList();
    return of(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no rule "
                        + Wording.shown(name)
                        + Wording.nearest(name, known)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("")));
  }

  public Severity severity() {
    return severity;
  }

  /// What holds where the rule is kept, as one sentence without a full stop.
  public String description() {
    return description;
  }

  /// A breach of this rule.
  public Problem broken(Position position, String message, String remedy) {
    return new Problem(toString(), severity, position, message, remedy);
  }

  /// The rule's name, such as `unknown-reference`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
