package dev.cambrian.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.Schemas;
import dev.cambrian.core.spec.Toolchain;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class ManifestCodecTest {
  private static final String HASH = "sha256:" + "0a".repeat(32);
  private static final String SOUND =
      """
      {
        "cambrian-version": 1,
        "generation": 7,
        "parent-generation": 3,
        "spec-hash": "HASH",
        "artifact-hash": "HASH",
        "producer-model": "replay:m",
        "token-usage": {
          "input": 1,
          "output": 9007199254740991
        },
        "files": [
          "a.py",
          "manifest.json",
          "spec/ECHO.md"
        ],
        "created-at": "2026-01-02T03:04:05.006Z",
        "entry": {
          "build": "b",
          "test": "t",
          "start": "s",
          "health": "http://localhost:8401/health"
        },
        "contracts": [
          {
            "name": "h",
            "type": "http",
            "method": "GET",
            "path": "/",
            "expect": {
              "status": 200,
              "body": 1.50
            }
          }
        ],
        "spec-lineage": [
          "one"
        ],
        "toolchain": "python",
        "campaign-id": "c1",
        "later": {
          "x": [
            1,
            null
          ]
        }
      }
      """
          .replace("HASH", HASH);

  private static Manifest read(String json) {
    return ManifestCodec.read(Samples.bytes(json));
  }

  /** The sound manifest with one member replaced, or removed where the JSON is empty. */
  private static String with(String member, String json) {
    ObjectNode manifest = (ObjectNode) StrictJson.read(SOUND);
    if (json.isEmpty()) {
      manifest.remove(member);
    } else {
      manifest.set(member, StrictJson.read(json));
    }
    return manifest.toString();
  }

  @Test
  void reading_and_writing_gives_the_same_bytes_unknown_members_included() {
    assertThat(Samples.text(ManifestCodec.write(read(SOUND)))).isEqualTo(SOUND);
  }

  @Test
  void members_are_read() {
    Manifest manifest = read(SOUND);

    assertThat(manifest.generation()).isEqualTo(7);
    assertThat(manifest.parentGeneration()).isEqualTo(3);
    assertThat(manifest.outputTokens()).isEqualTo(9_007_199_254_740_991L);
    assertThat(manifest.createdAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05.006Z"));
    assertThat(manifest.toolchain()).contains(Toolchain.PYTHON);
    assertThat(manifest.unknown().propertyNames()).isEqualTo(Set.of("later"));
  }

  /** As the field's first system writes them. */
  @Test
  void a_manifest_of_the_first_system_is_read() {
    String document =
        """
        {
          "cambrian-version": 1,
          "generation": 4,
          "parent-generation": 3,
          "spec-hash": "HASH",
          "artifact-hash": "HASH",
          "producer-model": "claude-opus-4-6",
          "token-usage": {"input": 18211, "output": 30412},
          "files": ["manifest.json", "requirements.txt", "spec/CAMBRIAN-SPEC-005.md",
            "src/__init__.py", "src/prime.py", "tests/test_prime.py"],
          "created-at": "2026-03-21T09:15:02.481516+00:00",
          "entry": {
            "build": "uv pip install -r requirements.txt",
            "test": "python -m pytest tests/ -v",
            "start": "python -m src.prime",
            "health": "http://localhost:8401/health"
          }
        }
        """
            .replace("HASH", HASH);

    Manifest manifest = read(document);

    assertThat(manifest.toolchain()).isEmpty();
    assertThat(manifest.contracts()).isEmpty();
    assertThat(manifest.entry().start()).isEqualTo("python -m src.prime");
    assertThat(manifest.createdAt()).isEqualTo(Instant.parse("2026-03-21T09:15:02.481516Z"));
    assertThat(Schemas.accepts("manifest", document)).isTrue();
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        arguments("contracts", ""),
        arguments("contracts", "[]"),
        arguments("spec-lineage", ""),
        arguments("spec-lineage", "[]"),
        arguments("toolchain", ""),
        arguments("campaign-id", ""),
        arguments("later", ""),
        arguments("other", "null"),
        arguments("generation", "0"),
        arguments("generation", "2147483647"),
        arguments("created-at", "\"2026-01-02T03:04:05+00:00\""),
        arguments("created-at", "\"2026-01-02T03:04:05.123456789Z\""),
        arguments("created-at", "\"2024-02-29T23:59:59Z\""),
        arguments("token-usage", "{\"input\":0,\"output\":0,\"cache\":\"x\"}"),
        arguments(
            "entry",
            "{\"build\":\"true\",\"test\":\"t\",\"start\":\"s\",\"health\":\"h\",\"x\":1}"),
        arguments("files", "[\"manifest.json\"]"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void codec_and_schema_accept(String member, String json) {
    String document = with(member, json);

    assertThat(read(document).cambrianVersion()).isEqualTo(1);
    assertThat(Schemas.accepts("manifest", document)).isTrue();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("cambrian-version", ""),
        arguments("cambrian-version", "0"),
        arguments("cambrian-version", "2"),
        arguments("cambrian-version", "\"1\""),
        arguments("cambrian-version", "true"),
        arguments("cambrian-version", "1.5"),
        arguments("generation", ""),
        arguments("generation", "-1"),
        arguments("generation", "\"7\""),
        arguments("generation", "7.5"),
        arguments("generation", "2147483648"),
        arguments("generation", "null"),
        arguments("parent-generation", ""),
        arguments("parent-generation", "-1"),
        arguments("spec-hash", ""),
        arguments("spec-hash", "\"0a\""),
        arguments("spec-hash", "\"sha256:" + "0A".repeat(32) + "\""),
        arguments("artifact-hash", "\"sha256:" + "0".repeat(63) + "\""),
        arguments("artifact-hash", "\"sha256:" + "0".repeat(65) + "\""),
        arguments("artifact-hash", "\"sha512:" + "0".repeat(64) + "\""),
        arguments("artifact-hash", "1"),
        arguments("producer-model", ""),
        arguments("producer-model", "\"\""),
        arguments("producer-model", "\" \""),
        arguments("producer-model", "[\"m\"]"),
        arguments("token-usage", ""),
        arguments("token-usage", "{}"),
        arguments("token-usage", "{\"input\":1}"),
        arguments("token-usage", "{\"input\":1,\"output\":-1}"),
        arguments("token-usage", "{\"input\":1,\"output\":9007199254740992}"),
        arguments("token-usage", "{\"input\":1,\"output\":99999999999999999999}"),
        arguments("token-usage", "[1,2]"),
        arguments("files", ""),
        arguments("files", "[]"),
        arguments("files", "[\"a\"]"),
        arguments("files", "[\"manifest.json\",\"\"]"),
        arguments("files", "[\"manifest.json\",1]"),
        arguments("files", "[\"manifest.json\",\"a\",\"a\"]"),
        arguments("files", "\"manifest.json\""),
        arguments("created-at", ""),
        arguments("created-at", "1767323045"),
        arguments("created-at", "\"2026-01-02\""),
        arguments("created-at", "\"2026-01-02T03:04:05\""),
        arguments("created-at", "\"2026-01-02T03:04Z\""),
        arguments("created-at", "\"2026-01-02T03:04:05+01:00\""),
        arguments("created-at", "\"2026-13-02T03:04:05Z\""),
        arguments("created-at", "\"2026-02-30T03:04:05Z\""),
        arguments("entry", ""),
        arguments("entry", "{\"build\":\"b\",\"test\":\"t\",\"start\":\"s\"}"),
        arguments("entry", "{\"build\":\"\",\"test\":\"t\",\"start\":\"s\",\"health\":\"h\"}"),
        arguments("entry", "{\"build\":[\"b\"],\"test\":\"t\",\"start\":\"s\",\"health\":\"h\"}"),
        arguments("contracts", "null"),
        arguments("contracts", "{}"),
        arguments("contracts", "[1]"),
        arguments("contracts", "[{\"name\":\"n\"}]"),
        arguments("spec-lineage", "null"),
        arguments("spec-lineage", "\"x\""),
        arguments("spec-lineage", "[1]"),
        arguments("toolchain", "\"rust\""),
        arguments("toolchain", "\"Java\""),
        arguments("toolchain", "null"),
        arguments("campaign-id", "null"),
        arguments("campaign-id", "7"),
        arguments("campaign-id", "\"\""));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void codec_and_schema_refuse(String member, String json) {
    String document = with(member, json);

    assertThatThrownBy(() -> read(document))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(member)
        .hasMessageNotContaining("\n");
    assertThat(Schemas.accepts("manifest", document)).isFalse();
  }

  @Test
  void a_newer_version_is_refused_with_the_way_on() {
    assertThatThrownBy(() -> read(with("cambrian-version", "2")))
        .hasMessage(
            "manifest.json: cambrian-version is 2, this Cambrian reads up to 1; update Cambrian");
  }

  @Test
  void an_integer_written_as_a_fraction_is_refused() {
    assertThatThrownBy(() -> read(with("generation", "7.0"))).isInstanceOf(ManifestException.class);
  }

  @Test
  void what_is_no_json_object_is_refused() {
    for (String text :
        new String[] {
          "",
          "[]",
          "null",
          "{",
          SOUND + "x",
          SOUND.replace("{\n  \"cam", "{\"generation\":7,\n  \"cam")
        }) {
      assertThatThrownBy(() -> read(text)).isInstanceOf(ManifestException.class);
    }
    assertThatThrownBy(() -> ManifestCodec.read(new byte[ManifestCodec.MAX_BYTES + 1]))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("4 MiB");
  }
}
