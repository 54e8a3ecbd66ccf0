package dev.cambrian.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.SchemaFile;
import dev.cambrian.core.verdict.FailureKind;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventSchemaTest {
  static List<String> samples() {
    return List.copyOf(SampleEvents.all().keySet());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void codec_and_schema_accept_and_refuse_the_same_documents(String name) {
    String type = EventCodec.typeOf(SampleEvents.named(name));
    SchemaFile schema = SchemaFile.of("event/" + type + ".schema.json");
    ObjectNode good = (ObjectNode) Json.parse(EventCodecTest.golden(name));

    assertThat(schema.accepts(good)).isTrue();
    int refused = 0;
    for (ObjectNode document : SchemaFile.mutations(good)) {
      if (comparesMembers(document)) {
        continue;
      }
      boolean decodes = decodes(type, EventCodecTest.schemaVersion(name), document);
      assertThat(schema.accepts(document))
          .as("schema and codec about %s", document)
          .isEqualTo(decodes);
      refused += decodes ? 0 : 1;
    }
    assertThat(refused).as("documents that both refuse").isGreaterThan(good.size());
  }

  @ParameterizedTest
  @EnumSource
  void every_kind_of_failure_is_known_to_codec_and_schema(FailureKind kind) {
    for (Event event :
        List.of(
            new Event.VerificationAborted(7, "run-1", kind, "because"),
            new Event.GenerationRolledBack(7, kind, "because"))) {
      EventCodec.Encoded encoded = EventCodec.standard().encode(event);
      SchemaFile schema = SchemaFile.of("event/" + encoded.type() + ".schema.json");

      assertThat(schema.accepts(Json.parse(encoded.data()))).isTrue();
      assertThat(EventCodec.standard().decode(encoded.type(), 1, encoded.data())).isEqualTo(event);
      assertThat(schema.source().at("/properties/kind/enum").size())
          .isEqualTo(FailureKind.values().length);
    }
  }

  /** Whether it breaks only the rule that a cache is part of the input: no schema can say that. */
  private static boolean comparesMembers(ObjectNode document) {
    JsonNode usage = document.has("spent") ? document.at("/spent/usage") : document.path("usage");
    return usage.path("cache-read").isIntegralNumber()
        && usage.path("cache-write").isIntegralNumber()
        && usage.path("input").isIntegralNumber()
        && usage
                .path("cache-read")
                .bigIntegerValue()
                .add(usage.path("cache-write").bigIntegerValue())
                .compareTo(usage.path("input").bigIntegerValue())
            > 0;
  }

  private static boolean decodes(String type, int schemaVersion, ObjectNode document) {
    try {
      EventCodec.standard().decode(type, schemaVersion, Json.write(document));
      return true;
    } catch (EventFormatException refused) {
      return false;
    }
  }
}
