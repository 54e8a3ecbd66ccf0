package dev.cambrian.core.spec;

import dev.cambrian.core.json.Lines;
import dev.cambrian.core.json.LocatedJson;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.json.StrictJson;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * YAML that is JSON in another dress: one document, no alias, no tag, no duplicate key, keys are
 * text, at most {@value #MAX_DEPTH} levels and {@value #MAX_CHARACTERS} characters. It is read
 * event by event, so that an alias ends the reading before anything is expanded.
 */
final class StrictYaml {
  static final int MAX_DEPTH = 50;
  static final int MAX_CHARACTERS = 1 << 20;

  /** What a plain scalar is. */
  enum Scalars {
    /** Always the text as it was written. */
    TEXT,
    /**
     * {@code null}, {@code true}, {@code false} and numbers as JSON writes them, an empty one is
     * null, else text. What YAML's core schema reads as something else ({@code True}, {@code ~},
     * {@code 0x1F}, {@code .inf}, {@code 007}) is refused as ambiguous.
     */
    JSON
  }

  private static final CoreScalarResolver CORE = new CoreScalarResolver(false);
  private static final Set<Tag> TYPED = Set.of(Tag.NULL, Tag.BOOL, Tag.INT, Tag.FLOAT);

  private final Iterator<Event> events;
  private final Scalars scalars;
  private int lastLine = 1;

  private StrictYaml(Iterator<Event> events, Scalars scalars) {
    this.events = events;
    this.scalars = scalars;
  }

  /** The document; null with line 1 where there is none. */
  static LocatedJson read(String text, Scalars scalars) {
    if (text.length() > MAX_CHARACTERS) {
      throw new MalformedYamlException(1, "more than 1 MiB of YAML");
    }
    LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
    StrictYaml yaml = new StrictYaml(new Parse(settings).parseString(text).iterator(), scalars);
    try {
      return yaml.document();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      throw new MalformedYamlException(line, "no YAML: " + Quote.bare(e.getProblem(), 200));
    } catch (IllegalArgumentException e) {
      // The engine lets it pass: an escape such as \U00110000 names no character.
      throw new MalformedYamlException(
          yaml.lastLine, "no YAML: an escape in or below this line is no character");
    } catch (YamlEngineException e) {
      throw new MalformedYamlException(
          1, "no YAML: " + Quote.bare(String.valueOf(e.getMessage()), 200));
    }
  }

  private LocatedJson document() {
    LocatedJson value = new LocatedJson(NullNode.getInstance(), new Lines(1));
    boolean found = false;
    while (events.hasNext()) {
      Event event = next();
      switch (event.getEventId()) {
        case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        case DocumentStart -> {
          if (found) {
            throw new MalformedYamlException(line(event), "a second YAML document begins here");
          }
        }
        case Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd -> {
          value = value(event, 0);
          found = true;
        }
      }
    }
    return value;
  }

  private Event next() {
    Event event = events.next();
    lastLine = line(event);
    return event;
  }

  private LocatedJson value(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw new MalformedYamlException(line(event), "more than " + MAX_DEPTH + " levels");
    }
    if (event instanceof ScalarEvent scalar) {
      untagged(event, scalar.getTag());
      return new LocatedJson(scalar(scalar), new Lines(line(event)));
    }
    if (event instanceof MappingStartEvent mapping) {
      untagged(event, mapping.getTag());
      return mapping(line(event), depth);
    }
    if (event instanceof SequenceStartEvent sequence) {
      untagged(event, sequence.getTag());
      return sequence(line(event), depth);
    }
    if (event instanceof AliasEvent) {
      throw new MalformedYamlException(
          line(event), "YAML aliases are not allowed; write the value out");
    }
    throw new MalformedYamlException(line(event), "unexpected " + event.getEventId());
  }

  private LocatedJson mapping(int line, int depth) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Map<String, Lines> members = new LinkedHashMap<>();
    for (Event key = next(); key.getEventId() != Event.ID.MappingEnd; key = next()) {
      if (!(key instanceof ScalarEvent scalar)) {
        throw new MalformedYamlException(line(key), "a key must be text");
      }
      untagged(key, scalar.getTag());
      String name = scalar.getValue();
      if (node.has(name)) {
        throw new MalformedYamlException(line(key), "duplicate key " + Quote.of(name, 60));
      }
      LocatedJson value = value(next(), depth + 1);
      node.set(name, value.root());
      members.put(name, new Lines(line(key), value.lines().members(), value.lines().elements()));
    }
    return new LocatedJson(node, new Lines(line, members, List.of()));
  }

  private LocatedJson sequence(int line, int depth) {
    ArrayNode node = JsonNodeFactory.instance.arrayNode();
    List<Lines> elements = new ArrayList<>();
    for (Event next = next(); next.getEventId() != Event.ID.SequenceEnd; next = next()) {
      LocatedJson value = value(next, depth + 1);
      node.add(value.root());
      elements.add(value.lines());
    }
    return new LocatedJson(node, new Lines(line, Map.of(), elements));
  }

  private JsonNode scalar(ScalarEvent event) {
    String text = event.getValue();
    if (scalars == Scalars.TEXT || event.getScalarStyle() != ScalarStyle.PLAIN) {
      return StringNode.valueOf(text);
    }
    if (text.isEmpty()) {
      return NullNode.getInstance();
    }
    if (!TYPED.contains(CORE.resolve(text, true))) {
      return StringNode.valueOf(text);
    }
    try {
      return StrictJson.read(text);
    } catch (MalformedJsonException e) {
      throw new MalformedYamlException(
          line(event),
          Quote.bare(text, 60)
              + " is ambiguous; quote it if it is text, else write it as JSON does");
    }
  }

  private static void untagged(Event event, Optional<String> tag) {
    if (tag.isPresent()) {
      throw new MalformedYamlException(
          line(event), "YAML tags are not allowed: " + Quote.bare(tag.get(), 60));
    }
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
