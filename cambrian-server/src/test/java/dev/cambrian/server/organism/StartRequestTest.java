package dev.cambrian.server.organism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StartRequestTest {

  private static StartRequest read(String json) {
    return StartRequest.of(Json.parse(json));
  }

  @Test
  void what_is_not_named_has_the_defaults_of_the_contract() {
    StartOrder order =
        read("{\"generation\": 7, \"model\": \"a\", \"unknown\": []}")
            .order(Path.of("/a"), "x", "y", OrganismLimits.DEFAULT);

    assertThat(order).isEqualTo(StartOrder.of(7, Path.of("/a"), "a", "a"));
    assertThat(order.maxGens()).isEqualTo(5);
    assertThat(order.maxRetries()).isEqualTo(3);
    assertThat(order.maxParseRetries()).isEqualTo(2);
  }

  @Test
  void it_is_read_as_it_is_written() {
    StartRequest request =
        read(
            """
            {"generation": 1, "spec-path": "/s.md", "model": "m", "escalation-model": "n", "max-gens": 2,
             "max-retries": 0, "max-parse-retries": 1, "token-budget": 5, "usd-budget": 0.25,
             "lifetime-seconds": 60}
            """);

    assertThat(StartRequest.of(request.json())).isEqualTo(request);
    assertThat(request.budgetMicroUsd()).hasValue(250_000);
    assertThat(request.order(Path.of("/a"), "x", "y", OrganismLimits.DEFAULT).limits().lifetime())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"generation\": \"7\"}",
        "{\"generation\": 7.5}",
        "{\"generation\": true}",
        "{\"generation\": -1}",
        "{\"generation\": 9007199254740993}",
        "{\"generation\": 1, \"spec-path\": \"relative.md\"}",
        "{\"generation\": 1, \"spec-path\": \"\"}",
        "{\"generation\": 1, \"spec-path\": \"/a\\u0000b\"}",
        "{\"generation\": 1, \"model\": \"\"}",
        "{\"generation\": 1, \"model\": \"a\\nb\"}",
        "{\"generation\": 1, \"model\": null}",
        "{\"generation\": 1, \"max-gens\": 0}",
        "{\"generation\": 1, \"usd-budget\": \"1\"}",
        "{\"generation\": 1, \"usd-budget\": -0.1}",
        "{\"generation\": 1, \"usd-budget\": 1e9}",
        "{\"generation\": 1, \"lifetime-seconds\": 0}",
        "{\"generation\": 1, \"lifetime-seconds\": 99999999999}"
      })
  void what_cannot_be_meant_is_refused_in_one_line(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(CambrianException.class)
        .message()
        .startsWith("$")
        .hasLineCount(1);
  }
}
