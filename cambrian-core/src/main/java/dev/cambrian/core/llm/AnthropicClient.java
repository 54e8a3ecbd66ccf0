package dev.cambrian.core.llm;

import dev.cambrian.core.Pause;
import java.time.Clock;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Anthropic's Messages API, streamed. The system message and the last three cacheable messages are
 * marked for the prompt cache (the API takes four marks). Thinking is left out of the text.
 *
 * <p>Only a stream that ended with {@code message_stop} is an answer. {@code end_turn} and {@code
 * stop_sequence} are complete and {@code refusal} is refused; every other stop reason, {@code
 * pause_turn} and {@code tool_use} included, leaves the text unfinished and counts as truncated.
 */
public final class AnthropicClient implements LlmClient {
  public static final String PROVIDER = "anthropic";
  public static final String DEFAULT_BASE_URL = "https://api.anthropic.com";
  static final String KEY_VARIABLE = "ANTHROPIC_API_KEY";

  private static final int MESSAGE_MARKS = 3;

  private final StreamingExchange exchange;

  /**
   * @param baseUrl without {@code /v1/messages}
   * @throws LlmSettingsException if either cannot be right
   */
  public AnthropicClient(String baseUrl, String apiKey) {
    this(baseUrl, apiKey, HttpLimits.STANDARD, Clock.systemUTC(), Pause.SLEEP);
  }

  AnthropicClient(String baseUrl, String apiKey, HttpLimits limits, Clock clock, Pause pause) {
    String base = Endpoints.trimmed(baseUrl);
    HttpUrl url =
        Endpoints.url(
            "ANTHROPIC_BASE_URL", base, base.endsWith("/v1") ? "messages" : "v1/messages");
    String key = Endpoints.key(KEY_VARIABLE, apiKey);
    this.exchange =
        new StreamingExchange(
            new Dialect(url, key), new Secrets(List.of(key)), limits, clock, pause);
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    return exchange.answer(request, progress);
  }

  static final class Dialect implements StreamDialect {
    private final HttpUrl url;
    private final String key;

    Dialect(HttpUrl url, String key) {
      this.url = url;
      this.key = key;
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
      return new Request.Builder()
          .url(url)
          .header("x-api-key", key)
          .header("anthropic-version", "2023-06-01")
          .header("accept", "text/event-stream")
          .post(Endpoints.body(body(request)))
          .build();
    }

    @Override
    public Reading read(LlmRequest request) {
      return new AnthropicReading(request.model());
    }

    private static ObjectNode body(LlmRequest request) {
      ObjectNode root = LlmJson.MAPPER.createObjectNode();
      root.put("model", request.model());
      root.put("max_tokens", request.maxTokens());
      root.put("stream", true);
      if (!request.system().isBlank()) {
        mark(text(root.putArray("system"), request.system()));
      }
      ArrayNode messages = root.putArray("messages");
      long left = request.messages().stream().filter(Dialect::markable).count();
      for (Message message : request.messages()) {
        ObjectNode one = messages.addObject();
        one.put("role", RecordingFile.role(message));
        ObjectNode block = text(one.putArray("content"), message.text());
        if (markable(message) && left-- <= MESSAGE_MARKS) {
          mark(block);
        }
      }
      return root;
    }

    /** The API refuses a mark on blank text. */
    private static boolean markable(Message message) {
      return message.cacheable() && !message.text().isBlank();
    }

    private static ObjectNode text(ArrayNode blocks, String text) {
      return blocks.addObject().put("type", "text").put("text", text);
    }

    private static void mark(ObjectNode block) {
      block.putObject("cache_control").put("type", "ephemeral");
    }
  }
}
