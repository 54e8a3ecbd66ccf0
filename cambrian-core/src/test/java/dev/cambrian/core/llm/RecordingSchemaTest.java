package dev.cambrian.core.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reader and {@code schemas/recording.schema.json} accept and refuse the same documents. */
class RecordingSchemaTest {
  private static final Path FILE = Path.of("recording.json");

  private final Schema schema = schema();

  @Test
  void what_is_written_fits_the_schema() {
    assertThat(schema.validate(document())).isEmpty();
    assertThat(readable(document())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown = 1",
        "candidate = 2",
        "verdict = 'viable'",
        "verdict = 'non-viable'",
        "verdict = 'unreadable'",
        "purpose = 'repair'",
        "stop-reason = 'truncated'",
        "stop-reason = 'refused'",
        "recorded-at = '2026-01-01T00:00:00Z'",
        "recorded-at = '2026-01-01T00:00:00.123456789Z'",
        "elapsed-ms = 9007199254740993",
        "model = ''",
        "request/more = {}",
        "request/messages = [{'role': 'user', 'text': ''}]"
      })
  void both_accept(String change) {
    ObjectNode document = changed(change);

    assertThat(schema.validate(document)).isEmpty();
    assertThat(readable(document)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recording-version = 0",
        "recording-version = 2",
        "recording-version = '1'",
        "recording-version -",
        "spec-hash = 'sha256:0'",
        "spec-hash = 'SHA256:0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d'",
        "spec-hash -",
        "purpose = 'Generate'",
        "purpose = 'grow'",
        "purpose -",
        "ordinal = 0",
        "ordinal = '1'",
        "ordinal = 1.5",
        "ordinal = true",
        "ordinal = 3000000000",
        "ordinal -",
        "candidate = 0",
        "candidate = null",
        "verdict = 'alive'",
        "verdict = null",
        "model = 7",
        "model -",
        "provider -",
        "recorded-at = '2026-01-01'",
        "recorded-at = '2026-01-01T00:00:00+00:00'",
        "recorded-at = 5",
        "recorded-at -",
        "stop-reason = 'end_turn'",
        "stop-reason -",
        "usage = []",
        "usage/input = -1",
        "usage/output = '1'",
        "usage/cache-read -",
        "usage/cache-write = 1.5",
        "usage -",
        "usage-known = 1",
        "usage-known -",
        "elapsed-ms = -1",
        "elapsed-ms = 99999999999999999999",
        "elapsed-ms -",
        "answer = 'text'",
        "answer/file = '../x'",
        "answer/file = 'a/b'",
        "answer/file = '.x'",
        "answer/file = ''",
        "answer/sha256 = 'x'",
        "answer/sha256 -",
        "answer -",
        "request/model -",
        "request/max-tokens = 0",
        "request/system = null",
        "request/messages = []",
        "request/messages = {}",
        "request/messages = ['x']",
        "request/messages = [{'role': 'system', 'text': ''}]",
        "request/messages = [{'role': 'user'}]",
        "request/messages = [{'role': 'user', 'text': '', 'cacheable': 1}]",
        "request -"
      })
  void both_refuse(String change) {
    ObjectNode document = changed(change);

    assertThat(schema.validate(document)).isNotEmpty();
    assertThat(readable(document)).isFalse();
  }

  @Test
  void the_reader_alone_refuses_what_a_schema_cannot_say() {
    assertThat(readable(changed("usage/cache-read = 101"))).isFalse();
    assertThat(readable(changed("recorded-at = '2026-02-30T00:00:00Z'"))).isFalse();
  }

  private static boolean readable(ObjectNode document) {
    try {
      return RecordingFile.decode(FILE, document).file().equals(FILE);
    } catch (RecordingException e) {
      assertThat(e.getMessage()).startsWith("recording recording.json: ").doesNotContain("\n");
      return false;
    }
  }

  /** {@code path = json} (single quotes for double) sets a member, {@code path -} removes it. */
  private static ObjectNode changed(String change) {
    ObjectNode document = document();
    boolean remove = change.endsWith(" -");
    String path = change.substring(0, change.indexOf(' '));
    int slash = path.indexOf('/');
    ObjectNode parent = slash < 0 ? document : (ObjectNode) document.get(path.substring(0, slash));
    String name = path.substring(slash + 1);
    if (remove) {
      assertThat(parent.remove(name)).isNotNull();
    } else {
      String json = change.substring(change.indexOf('=') + 2).replace('\'', '"');
      JsonNode value = LlmJson.MAPPER.readTree(json);
      parent.set(name, value);
    }
    return document;
  }

  private static ObjectNode document() {
    Recording recording =
        new Recording(
            Requests.generate(1),
            Requests.answer("x"),
            Instant.parse("2026-11-24T10:00:00.123Z"),
            Optional.of(1),
            Optional.of(Recording.Verdict.NON_VIABLE));
    byte[] bytes =
        RecordingFile.bytes(RecordingFile.encode(recording, "generate-1.answer.md", Requests.SPEC));
    return (ObjectNode) LlmJson.MAPPER.readTree(bytes);
  }

  private static Schema schema() {
    Path file = Path.of(System.getProperty("cambrian.root", "..")).resolve("schemas");
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(
              LlmJson.MAPPER.readTree(Files.readString(file.resolve("recording.schema.json"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
