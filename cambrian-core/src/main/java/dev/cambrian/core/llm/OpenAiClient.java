package dev.cambrian.core.llm;

import dev.cambrian.core.Pause;
import java.time.Clock;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any endpoint that speaks OpenAI's chat completions, streamed: OpenAI, Ollama, vLLM, llama.cpp.
 * Reasoning is left out of the text. Servers that count no tokens give answers of unknown usage.
 *
 * <p>An answer ends with a finish reason, followed by {@code [DONE]} or the orderly end of the
 * connection. {@code stop} is complete and {@code content_filter}, or text in {@code refusal},
 * refused; every other finish reason leaves the text unfinished and counts as truncated.
 */
public final class OpenAiClient implements LlmClient {
  public static final String PROVIDER = "openai";
  public static final String DEFAULT_BASE_URL = "https://api.openai.com/v1";
  static final String KEY_VARIABLE = "OPENAI_API_KEY";

  /** How the endpoint calls the output limit. */
  public enum MaxTokensField {
    /** OpenAI itself, whose newer models refuse the other. */
    MAX_COMPLETION_TOKENS("max_completion_tokens"),
    /** Nearly all compatible servers. */
    MAX_TOKENS("max_tokens");

    private final String field;

    MaxTokensField(String field) {
      this.field = field;
    }

    /** The right one for most servers at {@code baseUrl}. */
    public static MaxTokensField of(String baseUrl) {
      HttpUrl url = HttpUrl.parse(baseUrl.strip());
      return url != null && url.host().equals("api.openai.com")
          ? MAX_COMPLETION_TOKENS
          : MAX_TOKENS;
    }
  }

  private final StreamingExchange exchange;

  /**
   * @param baseUrl without {@code /chat/completions}
   * @param apiKey empty for servers that want none
   * @throws LlmSettingsException if either cannot be right
   */
  public OpenAiClient(String baseUrl, String apiKey, MaxTokensField maxTokensField) {
    this(baseUrl, apiKey, maxTokensField, HttpLimits.STANDARD, Clock.systemUTC(), Pause.SLEEP);
  }

  OpenAiClient(
      String baseUrl,
      String apiKey,
      MaxTokensField maxTokensField,
      HttpLimits limits,
      Clock clock,
      Pause pause) {
    HttpUrl url = Endpoints.url("OPENAI_BASE_URL", Endpoints.trimmed(baseUrl), "chat/completions");
    String key = Endpoints.key(KEY_VARIABLE, apiKey);
    this.exchange =
        new StreamingExchange(
            new Dialect(url, key, maxTokensField), new Secrets(List.of(key)), limits, clock, pause);
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    return exchange.answer(request, progress);
  }

  static final class Dialect implements StreamDialect {
    private final HttpUrl url;
    private final String key;
    private final MaxTokensField maxTokensField;

    Dialect(HttpUrl url, String key, MaxTokensField maxTokensField) {
      this.url = url;
      this.key = key;
      this.maxTokensField = maxTokensField;
    }

    @Override
    public String provider() {
      return PROVIDER;
    }

    @Override
    public String keyVariable() {
      return KEY_VARIABLE;
    }

    @Override
    public Request request(LlmRequest request) {
      Request.Builder builder =
          new Request.Builder()
              .url(url)
              .header("accept", "text/event-stream")
              .post(Endpoints.body(body(request)));
      if (!key.isEmpty()) {
        builder.header("authorization", "Bearer " + key);
      }
      return builder.build();
    }

    @Override
    public Reading read(LlmRequest request) {
      return new OpenAiReading(request.model());
    }

    private ObjectNode body(LlmRequest request) {
      ObjectNode root = LlmJson.MAPPER.createObjectNode();
      root.put("model", request.model());
      root.put(maxTokensField.field, request.maxTokens());
      root.put("stream", true);
      root.putObject("stream_options").put("include_usage", true);
      ArrayNode messages = root.putArray("messages");
      if (!request.system().isBlank()) {
        messages.addObject().put("role", "system").put("content", request.system());
      }
      for (Message message : request.messages()) {
        messages
            .addObject()
            .put("role", RecordingFile.role(message))
            .put("content", message.text());
      }
      return root;
    }
  }
}
