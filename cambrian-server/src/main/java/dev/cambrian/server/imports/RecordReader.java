package dev.cambrian.server.imports;

import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Quote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads generation records: an array of them, or an object that has one as {@code records} or
 * {@code generations}. Names of members may be in kebab-case or snake_case; null is absent; what is
 * not known is ignored; what has the wrong type is told with file, index and member, and its record
 * is left out.
 */
final class RecordReader {

  private static final int MAX_BYTES = 256 * 1024 * 1024;
  private static final int MAX_TEXT = 500;
  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
              + "(?<offset>Z|[+-][0-9]{2}:[0-9]{2})?");
  private static final List<String> ARRAYS = List.of("records", "generations");

  private final Path root;
  private final Consumer<String> problems;

  /**
   * @param root that files are named relative to
   * @param problems is told each, one line
   */
  RecordReader(Path root, Consumer<String> problems) {
    this.root = root;
    this.problems = problems;
  }

  /** The readable records of a file, in its order. */
  List<SourceRecord> read(Path file) {
    String name = root.relativize(file).toString();
    JsonNode document;
    try {
      document = Json.parse(bytes(file));
    } catch (RefusedException e) {
      problems.accept(name + ": " + e.getMessage());
      return List.of();
    } catch (JsonException e) {
      problems.accept("%s: no JSON: %s".formatted(name, e.getMessage()));
      return List.of();
    }
    Optional<ArrayNode> array = array(document);
    if (array.isEmpty()) {
      // Other programs have summaries too.
      if (!file.endsWith("summary.json") || isMistyped(document)) {
        problems.accept(name + ": has no array of generation records");
      }
      return List.of();
    }
    List<SourceRecord> records = new ArrayList<>();
    Optional<ObjectNode> around =
        document instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    for (int i = 0; i < array.get().size(); i++) {
      String where = "%s[%d]".formatted(name, i);
      try {
        records.add(record(name, where, around, array.get().get(i)));
      } catch (RefusedException e) {
        problems.accept(where + e.getMessage());
      }
    }
    return records;
  }

  private static byte[] bytes(Path file) throws RefusedException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new RefusedException("has more than 256 MiB");
      }
      return bytes;
    } catch (IOException e) {
      throw new RefusedException("cannot be read: " + e.getMessage());
    }
  }

  private static Optional<ArrayNode> array(JsonNode document) {
    if (document instanceof ArrayNode array) {
      return Optional.of(array);
    }
    for (String name : ARRAYS) {
      if (document.path(name) instanceof ArrayNode array) {
        return Optional.of(array);
      }
    }
    return Optional.empty();
  }

  private static boolean isMistyped(JsonNode summary) {
    return !summary.isObject() || summary.has("records");
  }

  private static SourceRecord record(
      String file, String where, Optional<ObjectNode> around, JsonNode node)
      throws RefusedException {
    if (!(node instanceof ObjectNode object)) {
      throw new RefusedException(": must be an object");
    }
    Fields record = new Fields(object);
    int generation = record.integer("generation", 1);
    int parent = record.integer("parent", 0);
    if (parent >= generation) {
      throw wrong("parent", "must be below generation %d, not %d".formatted(generation, parent));
    }
    Optional<Instant> created = record.time("created");
    Optional<Instant> completed = record.time("completed");
    if (created.isPresent() && completed.isPresent() && completed.get().isBefore(created.get())) {
      throw wrong("completed", "is before created");
    }
    Optional<ObjectNode> viability = Optional.empty();
    Optional<JsonNode> report = record.member("viability");
    if (report.isPresent()) {
      if (!(report.get() instanceof ObjectNode known)) {
        throw wrong("viability", "must be an object");
      }
      viability = Optional.of(known);
    }
    Optional<Fields> campaign = around.map(Fields::new);
    return new SourceRecord(
        where,
        file,
        generation,
        parent,
        record.hash("spec-hash").orElseThrow(() -> wrong("spec-hash", "is missing")),
        record.hash("artifact-hash"),
        outcome(record),
        created,
        completed,
        campaign.isPresent() ? campaign.get().lenientText("model") : Optional.empty(),
        or(record.text("campaign-id"), campaign),
        viability);
  }

  private static Optional<String> or(Optional<String> own, Optional<Fields> campaign) {
    return own.or(() -> campaign.flatMap(it -> it.lenientText("campaign-id")));
  }

  private static Outcome outcome(Fields record) throws RefusedException {
    String id = record.text("outcome").orElseThrow(() -> wrong("outcome", "is missing"));
    return Outcome.of(id)
        .orElseThrow(
            () ->
                wrong(
                    "outcome",
                    "must be in_progress, tested, promoted, failed or timeout, not "
                        + Quote.of(id, 60)));
  }

  private static RefusedException wrong(String member, String problem) {
    return new RefusedException(".%s: %s".formatted(member, problem));
  }

  /** The members of one object under either of their names. */
  private record Fields(ObjectNode node) {

    Optional<JsonNode> member(String name) throws RefusedException {
      JsonNode kebab = node.get(name);
      JsonNode snake = node.get(name.replace('-', '_'));
      if (kebab != null && snake != null && !kebab.equals(snake)) {
        throw wrong(name, "is there twice, with different values");
      }
      return Optional.ofNullable(kebab == null ? snake : kebab).filter(value -> !value.isNull());
    }

    int integer(String name, int least) throws RefusedException {
      JsonNode value = member(name).orElseThrow(() -> wrong(name, "is missing"));
      if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
        throw wrong(name, "must be an integer from %d on, not %s".formatted(least, shown(value)));
      }
      return value.intValue();
    }

    Optional<String> text(String name) throws RefusedException {
      Optional<JsonNode> value = member(name);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      if (!value.get().isString()) {
        throw wrong(name, "must be a string, not " + shown(value.get()));
      }
      if (value.get().stringValue().length() > MAX_TEXT) {
        throw wrong(name, "has more than %d characters".formatted(MAX_TEXT));
      }
      return Optional.of(value.get().stringValue());
    }

    /** Of what stands around the records, which is no part of any. */
    Optional<String> lenientText(String name) {
      try {
        return text(name);
      } catch (RefusedException otherwise) {
        return Optional.empty();
      }
    }

    Optional<String> hash(String name) throws RefusedException {
      Optional<String> value = text(name);
      if (value.isPresent() && !HASH.matcher(value.get()).matches()) {
        throw wrong(name, "must be sha256: and 64 hex digits, not " + Quote.of(value.get(), 80));
      }
      return value;
    }

    /** With an offset, or in UTC. */
    Optional<Instant> time(String name) throws RefusedException {
      Optional<String> value = text(name);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      var form = TIME.matcher(value.get());
      if (form.matches()) {
        String iso = value.get().replace(' ', 'T');
        try {
          return Optional.of(
              form.group("offset") == null
                  ? LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC)
                  : OffsetDateTime.parse(iso).toInstant());
        } catch (DateTimeException noRealTime) {
          throw wrong(name, "is no real time: " + Quote.of(value.get(), 60));
        }
      }
      throw wrong(
          name, "must be a time such as 2026-01-31T12:00:00Z, not " + Quote.of(value.get(), 60));
    }

    private static String shown(JsonNode value) {
      return Quote.bare(Json.write(value), 60);
    }
  }
}
