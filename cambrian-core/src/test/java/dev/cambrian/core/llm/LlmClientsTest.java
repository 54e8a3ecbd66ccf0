package dev.cambrian.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlmClientsTest {
  private static final Map<String, String> NOTHING = Map.of();

  @TempDir Path directory;

  @Test
  void the_default_is_anthropic_where_its_key_is_set_and_replay_elsewhere() {
    LlmClients.Choice live =
        LlmClients.choose(LlmSettings.defaults(), Map.of("ANTHROPIC_API_KEY", "k"));
    LlmClients.Choice blank =
        LlmClients.choose(LlmSettings.defaults(), Map.of("ANTHROPIC_API_KEY", " "));

    assertThat(live.provider()).isEqualTo("anthropic");
    assertThat(live.client()).isInstanceOf(AnthropicClient.class);
    assertThat(live.replays()).isFalse();
    assertThat(blank.provider()).isEqualTo("replay");
    assertThat(blank.client()).isInstanceOf(ReplayClient.class);
    assertThat(blank.replays()).isTrue();
  }

  @Test
  void every_provider_has_a_client() {
    Map<String, String> keys = Map.of("ANTHROPIC_API_KEY", "k", "OPENAI_API_KEY", "k");
    LlmSettings settings = LlmSettings.defaults().withCommand("cat").withManualDirectory(directory);

    for (String provider : LlmClients.PROVIDERS) {
      LlmClients.Choice choice = LlmClients.choose(settings.withProvider(provider), keys);

      assertThat(choice.provider()).isEqualTo(provider);
      assertThat(choice.model()).isNotBlank();
    }
  }

  @Test
  void an_unknown_provider_lists_the_known() {
    assertThatThrownBy(
            () -> LlmClients.choose(LlmSettings.defaults().withProvider("Anthropic"), NOTHING))
        .isInstanceOf(LlmSettingsException.class)
        .hasMessage(
            "there is no provider Anthropic; known are anthropic, openai, command, manual, replay");
  }

  @Test
  void a_missing_key_or_command_is_one_line_that_says_what_to_set() {
    assertThatThrownBy(
            () -> LlmClients.choose(LlmSettings.defaults().withProvider("anthropic"), NOTHING))
        .isInstanceOf(LlmSettingsException.class)
        .hasMessageContaining("set ANTHROPIC_API_KEY");
    assertThatThrownBy(
            () -> LlmClients.choose(LlmSettings.defaults().withProvider("openai"), NOTHING))
        .isInstanceOf(LlmSettingsException.class)
        .hasMessageContaining("set OPENAI_API_KEY");
    assertThatThrownBy(
            () -> LlmClients.choose(LlmSettings.defaults().withProvider("command"), NOTHING))
        .isInstanceOf(LlmSettingsException.class)
        .hasMessageContaining("needs a command");
  }

  @Test
  void a_local_server_needs_a_model_but_no_key() {
    Map<String, String> local = Map.of("OPENAI_BASE_URL", "http://localhost:11434/v1");
    LlmSettings settings = LlmSettings.defaults().withProvider("openai");

    assertThat(LlmClients.choose(settings.withModel("qwen3"), local).model()).isEqualTo("qwen3");
    assertThatThrownBy(() -> LlmClients.choose(settings, local))
        .isInstanceOf(LlmSettingsException.class)
        .hasMessageContaining("--model");
  }

  @Test
  void models_come_from_the_settings_then_the_environment_then_the_default() {
    Map<String, String> environment =
        Map.of("ANTHROPIC_API_KEY", "k", "CAMBRIAN_MODEL", "e1", "CAMBRIAN_ESCALATION_MODEL", "e2");
    LlmSettings named = LlmSettings.defaults().withModel("s1").withEscalationModel("s2");

    LlmClients.Choice settings = LlmClients.choose(named, environment);
    LlmClients.Choice variables = LlmClients.choose(LlmSettings.defaults(), environment);
    LlmClients.Choice defaults =
        LlmClients.choose(LlmSettings.defaults(), Map.of("ANTHROPIC_API_KEY", "k"));
    LlmClients.Choice one =
        LlmClients.choose(LlmSettings.defaults().withModel("m"), Map.of("ANTHROPIC_API_KEY", "k"));

    assertThat(List.of(settings.model(), settings.escalationModel())).containsExactly("s1", "s2");
    assertThat(List.of(variables.model(), variables.escalationModel())).containsExactly("e1", "e2");
    assertThat(defaults.escalationModel()).isNotEqualTo(defaults.model());
    assertThat(one.escalationModel()).isEqualTo("m");
  }

  @Test
  void the_default_models_of_the_paid_providers_have_prices() {
    Prices prices = Prices.builtIn();
    LlmClients.Choice anthropic =
        LlmClients.choose(LlmSettings.defaults(), Map.of("ANTHROPIC_API_KEY", "k"));
    LlmClients.Choice openAi =
        LlmClients.choose(
            LlmSettings.defaults().withProvider("openai"), Map.of("OPENAI_API_KEY", "k"));

    assertThat(prices.estimateMicroUsd(anthropic.model(), 1, 1)).isPresent();
    assertThat(prices.estimateMicroUsd(anthropic.escalationModel(), 1, 1)).isPresent();
    assertThat(prices.estimateMicroUsd(openAi.model(), 1, 1)).isPresent();
  }

  @Test
  void what_a_choice_asks_can_be_recorded_and_replayed() {
    LlmSettings recording =
        LlmSettings.defaults().withProvider("command").withCommand("cat").withRecord(directory);
    LlmAnswer live =
        LlmClients.choose(recording, NOTHING)
            .client()
            .answer(Requests.single("s", "u"), LlmProgress.NONE);

    LlmAnswer replayed =
        LlmClients.choose(LlmSettings.defaults().withRecordings(List.of(directory)), NOTHING)
            .client()
            .answer(Requests.single("s", "u"), LlmProgress.NONE);

    assertThat(replayed.text()).isEqualTo(live.text());
    assertThat(replayed.producerModel()).isEqualTo("replay:model-x");
  }

  @Test
  void keys_of_the_environment_are_scrubbed_from_a_commands_failure() {
    LlmSettings settings =
        LlmSettings.defaults()
            .withProvider("command")
            .withCommand("echo sk-planted-canary >&2; exit 1");
    LlmClient client =
        LlmClients.choose(settings, Map.of("OPENAI_API_KEY", "sk-planted-canary")).client();

    assertThatThrownBy(() -> client.answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.Refused.class)
        .hasMessageNotContaining("planted");
  }
}
