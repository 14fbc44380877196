package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.config.SpecText.Field;
import dev.trainyard.model.Position;

/// Changes one plain field of an object's `spec` in the text of its file. Whatever else stands
/// there stays as it is, byte for byte: comments, layout, quotes, line ends. The result is read
/// again and must hold that change and no other, or nothing is changed.
public final class YamlEdit {
  private static final String MARK = "\uFEFF";

  private final String path;
  private final String text;
  private final boolean marked;
  private final ObjectNode before;
  private final SpecText spec;

  private YamlEdit(String path, String file) throws UnsafeEditException {
    try {
      byte[] bytes = file.getBytes(UTF_8);
      YamlNode root = YamlReader.read(path, bytes, YamlLimits.YARD);
      this.path = path;
      this.text = YamlText.decode(path, bytes, YamlLimits.YARD.bytes());
      this.marked = file.startsWith(MARK);
      SpecText found = SpecText.find(text);
      if (found == null || found.fields().isEmpty() || !(root.toJson() instanceof ObjectNode map)) {
        throw new UnsafeEditException(
            Position.ofFile(path), "no spec was found", "write one with its fields");
      }
      this.before = map;
      this.spec = found;
    } catch (RefusedFileException e) {
      throw new UnsafeEditException(
          e.problem().position(), e.problem().message(), e.problem().remedy());
    }
  }

  /// The file with `spec.FIELD` set to a value.
  ///
  /// @param value a number or boolean, as it is written in YAML
  /// @throws UnsafeEditException if that cannot be done without touching anything else
  public static String set(String path, String file, String field, String value)
      throws UnsafeEditException {
    return new YamlEdit(path, file).set(field, value);
  }

  /// The file with the line of `spec.FIELD` taken out; if there is more on it, with the field set
  /// to its default instead.
  ///
  /// @throws UnsafeEditException if that cannot be done without touching anything else
  public static String reset(String path, String file, String field, String usual)
      throws UnsafeEditException {
    YamlEdit edit = new YamlEdit(path, file);
    Field found = edit.spec.field(field);
    if (found == null || edit.spec.isFlow() || !edit.isAlone(found)) {
      return edit.set(field, usual);
    }
    ObjectNode after = edit.before.deepCopy();
    ((ObjectNode) after.get("spec")).remove(field);
    String rest =
        edit.text.substring(0, edit.spec.lineStart(found.key()))
            + edit.text.substring(edit.spec.lineEnd(found.end()));
    return edit.checked(rest, after, new Wish(found.key(), "take out the line of " + field));
  }

  /// What is to be told if it cannot be done.
  private record Wish(int at, String write) {}

  private String set(String field, String value) throws UnsafeEditException {
    ObjectNode after = before.deepCopy();
    ((ObjectNode) after.get("spec")).set(field, YamlScalars.resolve(value));
    Field found = spec.field(field);
    String write = "write '%s: %s' under spec".formatted(field, value);
    if (found == null) {
      return checked(added(field, value), after, new Wish(spec.start(), write));
    }
    Wish wish = new Wish(found.key(), write);
    if (!found.isScalar()) {
      throw unsafe(wish, "spec." + field + " is no single value");
    }
    String gap = found.value() == found.end() ? " " : "";
    String changed = text.substring(0, found.value()) + gap + value + text.substring(found.end());
    return checked(changed, after, wish);
  }

  /// In braces behind the last value; else on a line of its own behind the last one, or, where that
  /// ends a long text, before the first one.
  private String added(String field, String value) {
    String entry = key(field) + ": " + value;
    if (spec.isFlow()) {
      return inserted(spec.end(), ", " + entry);
    }
    int first = spec.fields().getFirst().key();
    String line = text.substring(spec.lineStart(first), first) + entry;
    int at = spec.lineEnd(spec.endsInBlock() ? spec.keyEnd() : spec.end());
    boolean open = text.charAt(at - 1) != '\n';
    return inserted(at, open ? spec.lineBreak() + line : line + spec.lineBreak());
  }

  private String inserted(int at, String what) {
    return text.substring(0, at) + what + text.substring(at);
  }

  /// Quoted where the other keys are, so that JSON stays JSON.
  private String key(String field) {
    boolean quoted = text.charAt(spec.fields().getFirst().key()) == '"';
    return quoted ? '"' + field + '"' : field;
  }

  private boolean isAlone(Field field) {
    String before = text.substring(spec.lineStart(field.key()), field.key());
    String after = text.substring(field.end(), spec.lineEnd(field.end()));
    boolean oneLine = text.substring(field.key(), field.end()).indexOf('\n') < 0;
    return field.isScalar()
        && oneLine
        && before.isBlank()
        && after.isBlank()
        && spec.fields().size() > 1;
  }

  private String checked(String edited, ObjectNode wanted, Wish wish) throws UnsafeEditException {
    String file = (marked ? MARK : "") + edited;
    try {
      if (YamlReader.read(path, file.getBytes(UTF_8), YamlLimits.YARD).toJson().equals(wanted)) {
        return file;
      }
    } catch (RefusedFileException _) {
      // Told like every other result that is not the one wanted.
    }
    throw unsafe(wish, "the layout of this file is too unusual to be edited by a program");
  }

  private UnsafeEditException unsafe(Wish wish, String why) {
    return new UnsafeEditException(spec.at(path, wish.at), why, wish.write);
  }
}
