package dev.cambrian.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
  @TempDir Path directory;

  private final Prices prices = Prices.builtIn();

  @Test
  void an_answer_costs_what_its_tokens_cost_cached_ones_apart() {
    LlmAnswer answer = answer("claude-sonnet-4-5-20250929", new TokenUsage(1000, 100, 300, 200));

    // 500 * 3 + 300 * 0.30 + 200 * 3.75 + 100 * 15
    assertThat(prices.costMicroUsd(answer)).hasValue(1500 + 90 + 750 + 1500);
  }

  @Test
  void a_part_of_a_millionth_counts_as_one() {
    assertThat(prices.costMicroUsd("gpt-5-nano", TokenUsage.of(1, 0))).hasValue(1);
    assertThat(prices.costMicroUsd("gpt-5-nano", TokenUsage.NONE)).hasValue(0);
  }

  @Test
  void an_unknown_model_has_no_cost_rather_than_none() {
    assertThat(prices.costMicroUsd(answer("llama3.3:70b", TokenUsage.of(1, 1)))).isEmpty();
    assertThat(prices.costMicroUsd(answer("gpt-5.1-unheard-of", TokenUsage.of(1, 1)))).isEmpty();
    assertThat(prices.estimateMicroUsd("llama3.3:70b", 1, 1)).isEmpty();
  }

  @Test
  void every_price_is_told_in_the_order_in_which_they_count() {
    assertThat(prices.all().getFirst().model()).isEqualTo("replay:*");
    assertThat(prices.of("claude-opus-5-5-20260901"))
        .hasValueSatisfying(it -> assertThat(it.model()).isEqualTo("claude-opus-5-5*"));
    assertThat(prices.of("gpt-5-mini")).map(Prices.Price::model).contains("gpt-5-mini*");
    assertThat(prices.of("gpt-5.1-unheard-of")).isEmpty();
  }

  @Test
  void unknown_usage_has_no_cost_either() {
    LlmAnswer answer =
        new LlmAnswer(
            "x",
            "command",
            "claude-sonnet-4-5",
            LlmAnswer.StopReason.COMPLETE,
            TokenUsage.NONE,
            false,
            Duration.ZERO);

    assertThat(prices.costMicroUsd(answer)).isEmpty();
  }

  @Test
  void a_replayed_answer_costs_nothing_whatever_its_usage() {
    LlmAnswer replayed =
        new LlmAnswer(
            "x",
            "replay",
            "replay:llama",
            LlmAnswer.StopReason.COMPLETE,
            TokenUsage.of(9, 9),
            true,
            Duration.ZERO);

    assertThat(prices.costMicroUsd(replayed)).hasValue(0);
    assertThat(prices.costMicroUsd("replay:llama", TokenUsage.of(9, 9))).hasValue(0);
  }

  @Test
  void an_estimate_takes_the_dearest_input_and_all_output() {
    assertThat(prices.estimateMicroUsd("claude-sonnet-4-5", 1000, 100)).hasValue(3750 + 1500);
    assertThat(prices.estimateMicroUsd("gpt-4.1", 1000, 100)).hasValue(2000 + 800);
  }

  @Test
  void a_users_file_goes_before_the_built_in_prices() throws IOException {
    Path file =
        file(
            "{\"prices-version\":1,\"as-of\":\"2027-01-01\",\"models\":["
                + "{\"model\":\"my-*\",\"input\":0.5,\"output\":1},"
                + "{\"model\":\"claude-sonnet-4-5\",\"input\":1,\"output\":1}]}");

    Prices own = prices.overriddenBy(file);

    assertThat(own.costMicroUsd("my-model", new TokenUsage(10, 1, 4, 4))).hasValue(6);
    assertThat(own.costMicroUsd("claude-sonnet-4-5", TokenUsage.of(1, 0))).hasValue(1);
    assertThat(own.costMicroUsd("gpt-4.1", TokenUsage.of(1, 0))).isEqualTo(OptionalLong.of(2));
    assertThat(own.asOf()).isEqualTo("2027-01-01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"prices-version\":2,\"as-of\":\"x\",\"models\":[]}",
        "{\"prices-version\":1,\"as-of\":\"x\",\"models\":[{\"model\":\"m\",\"input\":-1,\"output\":1}]}",
        "{\"prices-version\":1,\"as-of\":\"x\",\"models\":[{\"model\":\"m\",\"input\":\"1\",\"output\":1}]}",
        "{\"prices-version\":1,\"as-of\":\"x\",\"models\":[{\"model\":\"m\",\"input\":1}]}",
        "{\"prices-version\":1,\"as-of\":\"x\",\"models\":[3]}"
      })
  void a_wrong_price_file_is_one_line_that_names_it(String text) throws IOException {
    Path file = file(text);

    assertThatThrownBy(() -> prices.overriddenBy(file))
        .isInstanceOf(LlmSettingsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void a_price_file_that_is_not_there_is_named() {
    assertThatThrownBy(() -> prices.overriddenBy(directory.resolve("none.json")))
        .isInstanceOf(LlmSettingsException.class)
        .hasMessageContaining("none.json");
  }

  @Test
  void the_built_in_prices_are_dated() {
    assertThat(LocalDate.parse(prices.asOf())).isAfter(LocalDate.of(2026, 1, 1));
  }

  @Test
  void tokens_are_estimated_from_bytes_upwards() {
    assertThat(TokenEstimate.of("")).isZero();
    assertThat(TokenEstimate.of("a")).isEqualTo(1);
    assertThat(TokenEstimate.of("abc")).isEqualTo(1);
    assertThat(TokenEstimate.of("abcd")).isEqualTo(2);
    assertThat(TokenEstimate.of("漢字")).isEqualTo(2);
    assertThat(TokenEstimate.input(Requests.single("abc", "abcd"))).isEqualTo(1 + 2 + 16);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("prices.json"), text);
  }

  private static LlmAnswer answer(String model, TokenUsage usage) {
    return new LlmAnswer(
        "x", "anthropic", model, LlmAnswer.StopReason.COMPLETE, usage, true, Duration.ZERO);
  }
}
