package dev.trainyard.config;

import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.trainyard.config.YamlNode.Entry;
import dev.trainyard.config.YamlNode.Mapping;
import dev.trainyard.config.YamlNode.Mark;
import dev.trainyard.config.YamlNode.Scalar;
import dev.trainyard.config.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// One YAML document to a tree with positions, from parser events: nothing is resolved or built
/// that the file does not spell out. What YAML offers beyond maps, lists and scalars is refused.
final class YamlReader {
  private final String path;
  private final YamlLimits limits;
  private final Parser parser;
  private int nodes;
  private int depth;
  private Mark last = new Mark(1, 1);

  private YamlReader(String path, String text, YamlLimits limits) {
    this.path = path;
    this.limits = limits;
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE); // the limit in bytes was checked before
    this.parser = new ParserImpl(new StreamReader(text), options);
  }

  /// The document in a file.
  ///
  /// @throws RefusedFileException with the first problem
  static YamlNode read(String path, byte[] bytes, YamlLimits limits) throws RefusedFileException {
    String text = YamlText.decode(path, bytes, limits.bytes());
    YamlReader reader = new YamlReader(path, text, limits);
    try {
      return reader.document();
    } catch (MarkedYAMLException e) {
      throw new RefusedFileException(YamlSyntax.problem(path, text, e));
    } catch (YAMLException | IllegalArgumentException e) { // the latter of escapes that are cut off
      throw reader.refused(
          Rule.YAML_SYNTAX,
          reader.last,
          "what stands here, or next, is not YAML",
          "close what is in quotes, and check the escapes in double quotes");
    }
  }

  private YamlNode document() throws RefusedFileException {
    parser.getEvent(); // the start of the stream
    if (!(parser.getEvent() instanceof DocumentStartEvent start)) {
      throw refused(
          Rule.YAML_DOCUMENT, new Mark(1, 1), "the file is empty", "declare an object in it");
    }
    if (start.getVersion() != null || isTagged(start)) {
      throw refused(
          Rule.YAML_DOCUMENT, mark(start), "a directive (%) stands here", "delete the line");
    }
    YamlNode root = node(parser.getEvent());
    parser.getEvent(); // the end of the document
    if (parser.getEvent() instanceof DocumentStartEvent second) {
      throw refused(
          Rule.YAML_DOCUMENT,
          mark(second),
          "a second document starts here",
          "move it to a file of its own");
    }
    return root;
  }

  private YamlNode node(Event event) throws RefusedFileException {
    last = mark(event);
    refuseAnchor(event);
    refuseTag(event);
    if (++nodes > limits.nodes()) {
      throw refused(Rule.YAML_LIMIT, mark(event), "the file holds too many values", "split it");
    }
    if (event instanceof ScalarEvent scalar) {
      return new Scalar(mark(event), value(scalar));
    }
    if (++depth > limits.depth()) {
      throw refused(
          Rule.YAML_LIMIT,
          mark(event),
          "maps and lists are nested deeper than " + limits.depth(),
          "flatten them");
    }
    YamlNode result = event instanceof SequenceStartEvent ? sequence(event) : mapping(event);
    depth--;
    return result;
  }

  private Sequence sequence(Event start) throws RefusedFileException {
    List<YamlNode> items = new ArrayList<>();
    for (Event event = parser.getEvent(); !isEnd(event); event = parser.getEvent()) {
      items.add(node(event));
    }
    return new Sequence(mark(start), List.copyOf(items));
  }

  private Mapping mapping(Event start) throws RefusedFileException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Event event = parser.getEvent(); !isEnd(event); event = parser.getEvent()) {
      Mark at = mark(event);
      String key = key(event);
      Entry earlier = entries.put(key, new Entry(at, node(parser.getEvent())));
      if (earlier != null) {
        throw refused(
            Rule.YAML_DUPLICATE_KEY,
            at,
            "the key "
                + Wording.shown(key)
                + " stands here again, after line "
                + earlier.key().line(),
            "delete one of the two");
      }
    }
    return new Mapping(mark(start), entries);
  }

  private String key(Event event) throws RefusedFileException {
    YamlNode key = event instanceof CollectionStartEvent ? null : node(event);
    if (!(key instanceof Scalar scalar) || !scalar.value().isTextual()) {
      String shown = key == null ? "" : " " + Wording.shown(key.toJson().asText());
      throw refused(
          Rule.YAML_KEY, mark(event), "the key" + shown + " is not a text", "write it in quotes");
    }
    String text = scalar.value().textValue();
    if (text.equals("<<")) {
      throw refused(
          Rule.YAML_ANCHOR, mark(event), "merge keys (<<) are not used", "write the fields out");
    }
    return text;
  }

  private ValueNode value(ScalarEvent event) throws RefusedFileException {
    String text = event.getValue();
    if (YamlText.holdsForbidden(text)) {
      throw refused(
          Rule.YAML_ENCODING,
          mark(event),
          "this text holds a control character",
          "delete the escape that makes it");
    }
    try {
      return event.isPlain() ? YamlScalars.resolve(text) : TextNode.valueOf(text);
    } catch (ArithmeticException e) {
      throw refused(
          Rule.YAML_NUMBER,
          mark(event),
          Wording.shown(text) + " " + e.getMessage(),
          "write it in quotes if it is a text");
    }
  }

  private void refuseAnchor(Event event) throws RefusedFileException {
    if (event instanceof AliasEvent alias) {
      throw refused(
          Rule.YAML_ANCHOR,
          mark(event),
          "the alias *" + Wording.shown(alias.getAnchor()) + " is used",
          "write the value out, or in quotes if it starts with a *");
    } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
      throw refused(
          Rule.YAML_ANCHOR,
          mark(event),
          "the anchor &" + Wording.shown(node.getAnchor()) + " is used",
          "delete it, or write the value in quotes if it starts with a &");
    }
  }

  private void refuseTag(Event event) throws RefusedFileException {
    String tag = null;
    if (event instanceof ScalarEvent scalar) {
      tag = scalar.getTag();
    } else if (event instanceof CollectionStartEvent collection) {
      tag = collection.getTag();
    }
    if (tag != null) {
      throw refused(
          Rule.YAML_TAG,
          mark(event),
          "the tag " + Wording.shown(tag.replace("tag:yaml.org,2002:", "!!")) + " is used",
          "delete it; texts that look like numbers go in quotes");
    }
  }

  private RefusedFileException refused(Rule rule, Mark at, String message, String remedy) {
    return new RefusedFileException(rule.broken(at.in(path), message, remedy));
  }

  @SuppressWarnings("NullAway") // the parser gives null where there is no directive
  private static boolean isTagged(DocumentStartEvent start) {
    return start.getTags() != null && !start.getTags().isEmpty();
  }

  private static boolean isEnd(Event event) {
    return event.is(Event.ID.MappingEnd) || event.is(Event.ID.SequenceEnd);
  }

  private static Mark mark(Event event) {
    return new Mark(event.getStartMark().getLine() + 1, event.getStartMark().getColumn() + 1);
  }
}
