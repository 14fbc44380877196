package dev.trainyard.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The kinds of object that a yard declares.
public enum Kind {
  YARD("Yard"),
  PACKAGE("Package"),
  RUN_LIST("RunList"),
  RUN_LISTENER("RunListener"),
  DATASET("Dataset"),
  ANALYSIS("Analysis"),
  WAGON("Wagon"),
  TRAIN("Train"),
  PIPELINE("Pipeline");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /// The kind of this name as written in YAML.
  public static Optional<Kind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  /// The file name of its schema without folder, such as `runlist.schema.json`.
  public String schemaFile() {
    return word.toLowerCase(Locale.ROOT) + ".schema.json";
  }

  @Override
  public String toString() {
    return word;
  }
}
