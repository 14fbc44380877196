package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.config.Schemas.KindSchema;
import dev.trainyard.config.YamlNode.Mapping;
import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// One file of a yard: text, header, schema, then the record. Each stage only sees what passed the
/// one before.
///
/// A file is ours if it says `apiVersion: trainyard.dev/...`, or lies where the yard's folders
/// promise an object; any other YAML file is left alone.
final class YardFileReader {
  static final String API = "trainyard.dev/";
  static final String VERSION = API + "v1";

  private static final Digest NO_DIGEST = new Digest("0".repeat(64));

  /// Possessive and within one line: a file of blanks costs what its length is.
  private static final Pattern OURS =
      Pattern.compile(
          "(?m)^[ \\t]*+\\{?[ \\t]*+[\"']?apiVersion[\"']?[ \\t]*+:[ \\t]*+[\"']?trainyard\\.dev/");

  private static final Pattern FOLDERS =
      Pattern.compile(
          "yard\\.ya?ml|(packages|runlists|listeners|datasets)/[^/]+\\.ya?ml|trains/.+\\.ya?ml"
              + "|analyses/[^/]+/(analysis|wagons/[^/]+)\\.ya?ml");

  private final Supplier<Json> json;
  private final Function<Spec, Digest> contents;
  private final BiConsumer<String, ObjectNode> completed;
  private final Schemas schemas = new Schemas();

  YardFileReader(Json json) {
    this(() -> json, json::digest, (_, _) -> {});
  }

  private YardFileReader(
      Supplier<Json> json,
      Function<Spec, Digest> contents,
      BiConsumer<String, ObjectNode> completed) {
    this.json = json;
    this.contents = contents;
    this.completed = completed;
  }

  /// A reader for who only wants to know the problems: the digests of its objects say nothing.
  ///
  /// @param completed gets the path and the document of every valid file; from such a document
  ///   [#object] makes the object again
  static YardFileReader ofProblems(BiConsumer<String, ObjectNode> completed) {
    return new YardFileReader(Json::new, _ -> NO_DIGEST, completed);
  }

  /// The object of a file that was valid before.
  ///
  /// @throws RuntimeException of any kind if the document is not one that this class completed
  static YardFile.Valid object(String path, ObjectNode document, Supplier<YamlNode> root) {
    Kind kind = Kind.of(document.get("kind").textValue()).orElseThrow();
    Spec spec = SpecReader.read(kind, (ObjectNode) document.get("spec"));
    return new YardFile.Valid(object(path, kind, document, spec, NO_DIGEST, root));
  }

  /// Reads one file, whatever it holds.
  YardFile read(String path, byte[] bytes) {
    if (!isOurs(path, bytes)) {
      return new YardFile.Foreign();
    }
    if (!Wording.shown(path, path.length()).equals(path)) {
      return new YardFile.Invalid(List.of(badName(path)), Optional.empty());
    }
    YamlNode root = null;
    try {
      root = YamlReader.read(path, bytes, YamlLimits.YARD);
      return read(path, root);
    } catch (RefusedFileException e) {
      return new YardFile.Invalid(List.of(e.problem()), Claim.of(path, root));
    }
  }

  private YardFile read(String path, YamlNode root) throws RefusedFileException {
    Kind kind = kind(path, root);
    KindSchema schema = schemas.of(kind);
    ObjectNode document = (ObjectNode) root.toJson();
    List<Problem> problems = new SchemaProblems(path, root, schema).of(schema.errors(document));
    return problems.isEmpty()
        ? new YardFile.Valid(object(path, kind, root, new Defaults(schema).fill(document)))
        : new YardFile.Invalid(problems, Claim.of(path, root));
  }

  private static Problem badName(String path) {
    return Rule.FILE_NAME.broken(
        Position.ofFile(Wording.shown(path, path.length())),
        "the path of this file holds a control character",
        "rename the file");
  }

  /// Whether the yard's folders promise an object at this path.
  static boolean isInFolders(String path) {
    return FOLDERS.matcher(path).matches();
  }

  private static boolean isOurs(String path, byte[] bytes) {
    return isInFolders(path) || OURS.matcher(new String(bytes, ISO_8859_1)).find();
  }

  private static Kind kind(String path, YamlNode root) throws RefusedFileException {
    String version = root.text("apiVersion").orElse("");
    if (!(root instanceof Mapping) || !version.startsWith(API)) {
      throw new RefusedFileException(
          Rule.FOREIGN_FILE.broken(
              root.valueAt(List.of("apiVersion")).in(path),
              "this is no object of the yard",
              "start it with apiVersion: " + VERSION + ", or move it out of the yard's folders"));
    } else if (!version.equals(VERSION)) {
      throw new RefusedFileException(
          Rule.UNKNOWN_VERSION.broken(
              root.valueAt(List.of("apiVersion")).in(path),
              "apiVersion is '" + Wording.shown(version) + "', which this Trainyard does not read",
              "write " + VERSION));
    }
    String word = root.text("kind").orElse("");
    return Kind.of(word).orElseThrow(() -> unknownKind(path, root, word));
  }

  private static RefusedFileException unknownKind(String path, YamlNode root, String word) {
    List<String> kinds = Arrays.stream(Kind.values()).map(Kind::toString).toList();
    boolean missing = word.isEmpty();
    return new RefusedFileException(
        Rule.UNKNOWN_KIND.broken(
            root.valueAt(List.of("kind")).in(path),
            missing ? "kind is missing" : "kind is '" + Wording.shown(word) + "'",
            Wording.nearest(word, kinds)
                .map(kind -> "did you mean " + kind + "?")
                .orElse("write " + Wording.either(kinds))));
  }

  private YardObject object(String path, Kind kind, YamlNode root, ObjectNode document)
      throws RefusedFileException {
    ObjectNode body = (ObjectNode) document.get("spec");
    SpecShape.toRecord(kind, body);
    Spec spec = spec(path, root, kind, body);
    completed.accept(path, document);
    return object(path, kind, document, spec, contents.apply(spec), () -> root);
  }

  private static YardObject object(
      String path,
      Kind kind,
      ObjectNode document,
      Spec spec,
      Digest content,
      Supplier<YamlNode> root) {
    JsonNode metadata = document.get("metadata");
    return new YardObject(
        kind,
        path,
        metadata.get("name").textValue(),
        labels(metadata.get("labels")),
        spec,
        content,
        root);
  }

  /// What the record refuses is read again in the way that tells where and why.
  private Spec spec(String path, YamlNode root, Kind kind, ObjectNode body)
      throws RefusedFileException {
    try {
      return SpecReader.read(kind, body);
    } catch (RuntimeException _) {
      try {
        return json.get().fromTree(body, SpecShape.type(kind));
      } catch (MalformedJsonException e) {
        throw new RefusedFileException(problem(path, root, e));
      }
    }
  }

  private static Map<String, String> labels(JsonNode labels) {
    Map<String, String> result = new LinkedHashMap<>();
    labels.forEachEntry((key, value) -> result.put(key, value.textValue()));
    return result;
  }

  /// What the schema cannot tell and the record refuses, such as 30 February.
  private static Problem problem(String path, YamlNode root, MalformedJsonException e) {
    List<Object> at = new ArrayList<>(List.of("spec"));
    if (e.getCause() instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference step : mapping.getPath()) {
        at.add(
            step.getFieldName() == null
                ? Integer.valueOf(step.getIndex())
                : SpecShape.fieldOf(step.getFieldName()));
      }
    }
    Position position = root.valueAt(at).in(path);
    String message = e.getMessage() == null ? "is not valid" : e.getMessage();
    return Rule.WRONG_VALUE.broken(
        position, SchemaProblems.field(at) + ": " + Wording.shown(message), "write another value");
  }
}
