package dev.cambrian.server.gateway;

import dev.cambrian.core.llm.AnthropicClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.Prices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which provider answers behind the gateway, and how much one call may take.
 *
 * @param choice the provider; its client is not asked where {@code upstream} is present, and
 *     records nothing itself
 * @param upstream of the provider {@code anthropic}, to which requests are handed on as they are
 * @param prices by which money is reserved and counted
 * @param record where each exchange is recorded too, in a directory per organism, so that it can be
 *     replayed
 */
public record GatewaySettings(
    LlmClients.Choice choice,
    Optional<Upstream> upstream,
    Prices prices,
    Optional<Path> record,
    Limits limits) {

  public GatewaySettings {
    if (choice.provider().equals(AnthropicClient.PROVIDER) && upstream.isEmpty()) {
      throw new IllegalArgumentException("the gateway needs the address and the key of anthropic");
    }
  }

  /**
   * Where the Messages API itself is. Never shows the key.
   *
   * @param baseUrl without {@code /v1/messages}, http or https
   */
  public record Upstream(String baseUrl, String apiKey) {
    public Upstream {
      baseUrl = baseUrl.strip().replaceAll("(/v1)?/*$", "");
      apiKey = apiKey.strip();
    }

    @Override
    public String toString() {
      return "Upstream[" + baseUrl + "]";
    }
  }

  /**
   * What bounds one call.
   *
   * @param requestBytes of a body
   * @param answerBytes of an answer
   * @param connect to reach the upstream
   * @param idle between two bytes of the upstream
   * @param whole of the call, from its first byte to its last
   * @param ping after which a client that waits for a stream hears that it still goes on
   */
  public record Limits(
      int requestBytes,
      int answerBytes,
      Duration connect,
      Duration idle,
      Duration whole,
      Duration ping) {
    /** 32 MiB asked, 64 MiB answered, 30 s to connect, 5 min idle, an hour in all, 10 s a ping. */
    public static final Limits STANDARD =
        new Limits(
            32 << 20,
            64 << 20,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(10));
  }

  /**
   * From settings and environment as {@link LlmClients#choose} reads them; where the settings name
   * a directory to record into, it is the gateway that records.
   *
   * @throws dev.cambrian.core.llm.LlmSettingsException if they choose no usable model
   */
  public static GatewaySettings of(
      LlmSettings settings, Map<String, String> environment, Prices prices) {
    LlmSettings unrecorded =
        new LlmSettings(
            settings.provider(),
            settings.model(),
            settings.escalationModel(),
            settings.command(),
            settings.commandTimeout(),
            settings.manualDirectory(),
            settings.recordings(),
            Optional.empty(),
            settings.maxTokensField());
    LlmClients.Choice choice = LlmClients.choose(unrecorded, environment);
    Optional<Upstream> upstream =
        choice.provider().equals(AnthropicClient.PROVIDER)
            ? Optional.of(
                new Upstream(
                    Optional.ofNullable(environment.get("ANTHROPIC_BASE_URL"))
                        .filter(url -> !url.isBlank())
                        .orElse(AnthropicClient.DEFAULT_BASE_URL),
                    environment.getOrDefault("ANTHROPIC_API_KEY", "")))
            : Optional.empty();
    return new GatewaySettings(choice, upstream, prices, settings.record(), Limits.STANDARD);
  }
}
