package dev.cambrian.core.llm;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes clients from settings and environment. Read from the environment: {@code
 * ANTHROPIC_API_KEY}, {@code ANTHROPIC_BASE_URL}, {@code OPENAI_API_KEY}, {@code OPENAI_BASE_URL},
 * and where the settings name no model {@code CAMBRIAN_MODEL} and {@code
 * CAMBRIAN_ESCALATION_MODEL}. A blank variable counts as absent.
 */
public final class LlmClients {
  /** The providers, as {@code --llm} names them. */
  public static final List<String> PROVIDERS =
      List.of(
          AnthropicClient.PROVIDER,
          OpenAiClient.PROVIDER,
          CommandClient.PROVIDER,
          ManualClient.PROVIDER,
          ReplayClient.PROVIDER);

  private static final String ANTHROPIC_MODEL = "claude-sonnet-5-5";
  private static final String ANTHROPIC_ESCALATION = "claude-opus-5-5";
  private static final String OPENAI_MODEL = "gpt-5.1";

  /**
   * A client and what it asks.
   *
   * @param escalationModel asked on a retry; {@code model} where no other is known
   */
  public record Choice(LlmClient client, String provider, String model, String escalationModel) {
    /** Whether answers come from recordings, so that no model is asked. */
    public boolean replays() {
      return provider.equals(ReplayClient.PROVIDER);
    }
  }

  private LlmClients() {}

  /**
   * @throws LlmSettingsException if the settings choose no usable model
   * @throws RecordingException if the recordings to be replayed, or to be added to, are unreadable
   */
  public static Choice choose(LlmSettings settings, Map<String, String> environment) {
    String provider = provider(settings, environment);
    LlmClient client = client(provider, settings, environment);
    if (settings.record().isPresent() && !provider.equals(ReplayClient.PROVIDER)) {
      client = new RecordingClient(client, settings.record().get(), Clock.systemUTC());
    }
    Optional<String> named = settings.model().or(() -> value(environment, "CAMBRIAN_MODEL"));
    String model = named.orElseGet(() -> defaultModel(provider, environment));
    String escalation =
        settings
            .escalationModel()
            .or(() -> value(environment, "CAMBRIAN_ESCALATION_MODEL"))
            .orElse(
                provider.equals(AnthropicClient.PROVIDER) && named.isEmpty()
                    ? ANTHROPIC_ESCALATION
                    : model);
    return new Choice(client, provider, model, escalation);
  }

  /** The provider that the settings name, else the default one. */
  public static String provider(LlmSettings settings, Map<String, String> environment) {
    String provider =
        settings
            .provider()
            .orElseGet(
                () ->
                    value(environment, AnthropicClient.KEY_VARIABLE).isPresent()
                        ? AnthropicClient.PROVIDER
                        : ReplayClient.PROVIDER);
    if (!PROVIDERS.contains(provider)) {
      throw new LlmSettingsException(
          "there is no provider %s; known are %s"
              .formatted(Texts.oneLine(provider), String.join(", ", PROVIDERS)));
    }
    return provider;
  }

  private static LlmClient client(
      String provider, LlmSettings settings, Map<String, String> environment) {
    return switch (provider) {
      case AnthropicClient.PROVIDER ->
          new AnthropicClient(
              value(environment, "ANTHROPIC_BASE_URL").orElse(AnthropicClient.DEFAULT_BASE_URL),
              value(environment, AnthropicClient.KEY_VARIABLE)
                  .orElseThrow(
                      () ->
                          new LlmSettingsException(
                              "anthropic needs a key: set ANTHROPIC_API_KEY, or choose another"
                                  + " provider with --llm")));
      case OpenAiClient.PROVIDER -> openAi(settings, environment);
      case CommandClient.PROVIDER ->
          new CommandClient(
              settings
                  .command()
                  .filter(line -> !line.isBlank())
                  .orElseThrow(
                      () ->
                          new LlmSettingsException(
                              "the provider command needs a command: name a program that reads the"
                                  + " prompt on stdin and answers on stdout")),
              settings.commandTimeout(),
              new Secrets(keys(environment)));
      case ManualClient.PROVIDER -> new ManualClient(settings.manualDirectory());
      default -> new ReplayClient(settings.recordings());
    };
  }

  private static LlmClient openAi(LlmSettings settings, Map<String, String> environment) {
    String base = openAiBase(environment);
    String key = value(environment, OpenAiClient.KEY_VARIABLE).orElse("");
    OpenAiClient.MaxTokensField field = OpenAiClient.MaxTokensField.of(base);
    if (key.isEmpty() && isOpenAiItself(base)) {
      throw new LlmSettingsException(
          "openai needs a key: set OPENAI_API_KEY, or OPENAI_BASE_URL to a server that wants none");
    }
    return new OpenAiClient(base, key, settings.maxTokensField().orElse(field));
  }

  private static String defaultModel(String provider, Map<String, String> environment) {
    return switch (provider) {
      case AnthropicClient.PROVIDER -> ANTHROPIC_MODEL;
      case OpenAiClient.PROVIDER -> {
        if (!isOpenAiItself(openAiBase(environment))) {
          throw new LlmSettingsException(
              "no default model is known for the server of OPENAI_BASE_URL; name one with --model");
        }
        yield OPENAI_MODEL;
      }
      default -> provider;
    };
  }

  private static boolean isOpenAiItself(String base) {
    return OpenAiClient.MaxTokensField.of(base)
        == OpenAiClient.MaxTokensField.MAX_COMPLETION_TOKENS;
  }

  private static String openAiBase(Map<String, String> environment) {
    return value(environment, "OPENAI_BASE_URL").orElse(OpenAiClient.DEFAULT_BASE_URL);
  }

  private static Collection<String> keys(Map<String, String> environment) {
    return Stream.of(AnthropicClient.KEY_VARIABLE, OpenAiClient.KEY_VARIABLE)
        .flatMap(name -> value(environment, name).stream())
        .toList();
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }
}
