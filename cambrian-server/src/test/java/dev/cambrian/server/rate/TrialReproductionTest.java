package dev.cambrian.server.rate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.trial.TrialException;
import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Reader and {@code schemas/reproduction.schema.json} accept and refuse the same documents. */
final class TrialReproductionTest {
  private static final TrialReproduction FAILED =
      new TrialReproduction(
          false,
          "sha256:" + "a".repeat(64),
          "sha256:" + "b".repeat(64),
          "it ended",
          Duration.ofMillis(1234),
          List.of("Traceback", "  a \"line\""));

  private final Schema schema = schema();

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(
              Json.parse(
                  Files.readAllBytes(Page.ROOT.resolve("schemas/reproduction.schema.json"))));
    } catch (IOException e) {
      throw new AssertionError("no schema", e);
    }
  }

  private static boolean readable(byte[] content) {
    try {
      TrialReproduction _ = TrialReproduction.decode(content);
      return true;
    } catch (TrialException e) {
      assertThat(e.getMessage()).doesNotContain("\n");
      return false;
    }
  }

  @Test
  void what_is_written_fits_the_schema_and_is_read_again() {
    assertThat(schema.validate(Json.parse(FAILED.encode()))).isEmpty();
    assertThat(TrialReproduction.decode(FAILED.encode())).isEqualTo(FAILED);
  }

  @Test
  void all_that_ship_fit_the_schema() throws IOException {
    List<Path> shipped;
    try (Stream<Path> files = Files.walk(Page.ROOT.resolve("spec/rates"))) {
      shipped = files.filter(it -> it.endsWith(TrialReproduction.FILE)).toList();
    }

    assertThat(shipped).isNotEmpty();
    for (Path file : shipped) {
      byte[] content = Files.readAllBytes(file);
      assertThat(schema.validate(Json.parse(content))).as(file.toString()).isEmpty();
      assertThat(readable(content)).as(file.toString()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown = 1",
        "reproduced = true",
        "reason = ''",
        "duration-ms = 0",
        "organism-log = []"
      })
  void both_accept(String change) {
    ObjectNode document = changed(change);

    assertThat(schema.validate(document)).isEmpty();
    assertThat(readable(Json.write(document).getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reproduced = 'true'",
        "reproduced -",
        "artifact-hash = 'sha256:0'",
        "artifact-hash = 7",
        "artifact-hash -",
        "last-spec-hash = ''",
        "last-spec-hash -",
        "reason = null",
        "reason -",
        "duration-ms = -1",
        "duration-ms = 1.5",
        "duration-ms = '1'",
        "duration-ms = 99999999999999999999",
        "duration-ms -",
        "organism-log = 'text'",
        "organism-log = [1]",
        "organism-log -"
      })
  void both_refuse(String change) {
    ObjectNode document = changed(change);

    assertThat(schema.validate(document)).isNotEmpty();
    assertThat(readable(Json.write(document).getBytes(UTF_8))).isFalse();
  }

  /** {@code name = json} (single quotes for double) sets a member, {@code name -} removes it. */
  private static ObjectNode changed(String change) {
    ObjectNode document = (ObjectNode) Json.parse(FAILED.encode());
    String name = change.substring(0, change.indexOf(' '));
    if (change.endsWith(" -")) {
      assertThat(document.remove(name)).isNotNull();
    } else {
      String json = change.substring(change.indexOf('=') + 2).replace('\'', '"');
      document.set(name, Json.parse(json));
    }
    return document;
  }
}
