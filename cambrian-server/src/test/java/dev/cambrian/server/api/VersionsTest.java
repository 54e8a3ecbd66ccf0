package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.supervisor.GrownArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code GET /versions} of four generations: promoted, failed, tested and in progress. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class VersionsTest {
  @TempDir static Path directory;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server = ServerFixture.in(directory);
    server.judged(GrownArtifact.of(1, "viable").withCampaign("a"));
    server.post("/promote", ServerFixture.choice(1)).ok();
    server.judged(2, "non-viable");
    server.post("/rollback", ServerFixture.choice(2)).ok();
    server.judged(GrownArtifact.of(3, "viable").withCampaign("a"));
    server.post("/spawn", server.written(GrownArtifact.of(4, "held").withCampaign("b"))).ok();
    // No event comes any more while the tests look.
    await().until(() -> server.supervisor.history().read(StreamId.generation(4)).size() == 4);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<Integer> numbers(Answer answer) {
    List<Integer> found = new ArrayList<>();
    answer.ok().json().forEach(it -> found.add(it.get("generation").intValue()));
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/versions|1,2,3,4",
        "/versions?after=0|1,2,3,4",
        "/versions?after=2|3,4",
        "/versions?after=4|''",
        "/versions?limit=2|1,2",
        "/versions?after=1&limit=2|2,3",
        "/versions?outcome=tested|3",
        "/versions?outcome=in_progress|4",
        "/versions?campaign-id=a|1,3",
        "/versions?campaign-id=a&limit=1|1",
        "/versions?campaign-id=a&after=1|3",
        "/versions?campaign-id=a&outcome=promoted|1",
        "/versions?campaign-id=none|''",
        "/versions?unknown=member|1,2,3,4",
      })
  void it_tells_what_is_asked_for(String path, String expected) {
    assertThat(numbers(server.get(path)))
        .isEqualTo(
            expected.isEmpty()
                ? List.of()
                : List.of(expected.split(",")).stream().map(Integer::parseInt).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "after=x",
        "after=-1",
        "after=1.5",
        "after=",
        "after=2147483648",
        "limit=0",
        "limit=-5",
        "outcome=viable",
        "outcome=",
        "after=9007199254740993",
        "after=1&after=x%00"
      })
  void what_cannot_be_asked_for_is_refused(String query) {
    server.get("/versions?" + query).refusal(400);
  }

  @Test
  void every_record_is_as_its_schema_says() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                Json.parse(
                    Files.readAllBytes(
                        Path.of(
                            System.getProperty("cambrian.root"),
                            "schemas/generation-record.schema.json"))));

    for (JsonNode record : server.get("/versions").ok().json()) {
      assertThat(schema.validate(record)).as(record.toString()).isEmpty();
    }
  }

  @Test
  void it_is_json_and_told_by_its_tag() {
    Answer answer = server.get("/versions").ok();

    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("etag")).matches("\"[^\"]+\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "W/%s", "\"x\", %s", "\"x\",W/%s , \"y\"", "*"})
  void what_the_client_has_is_not_sent_again(String known) {
    String tag = server.get("/versions").header("etag");

    Answer again = server.get("/versions", "If-None-Match", known.formatted(tag));

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.header("etag")).isEqualTo(tag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"other\"", "", "garbage", "W/\"0\""})
  void what_the_client_has_not_is_sent(String known) {
    server.get("/versions", "If-None-Match", known).ok();
  }
}
