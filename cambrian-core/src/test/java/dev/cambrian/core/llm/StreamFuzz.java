package dev.cambrian.core.llm;

import dev.cambrian.core.fuzz.Law;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.Okio;
import okio.Source;
import okio.Timeout;

/** A letter for the API (a, o), then the bytes of its event stream. */
final class StreamFuzz {
  private static final HttpLimits LIMITS =
      new HttpLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          1 << 20,
          Duration.ZERO,
          Duration.ZERO,
          0);

  private static final OkHttpClient CLIENT = StreamingExchange.client(LIMITS);

  /** How the bytes come. */
  private enum Delivery {
    WHOLE,
    BYTE_BY_BYTE,
    /** The line breaks behind the last byte. */
    BROKEN_OFF
  }

  private StreamFuzz() {}

  static void fuzz(byte[] input) {
    if (input.length == 0) {
      return;
    }
    boolean anthropic = input[0] != 'o';
    byte[] stream = Arrays.copyOfRange(input, 1, input.length);
    Optional<LlmAnswer> whole = ask(anthropic, stream, Delivery.WHOLE);
    Law.holds(
        same(whole, ask(anthropic, stream, Delivery.BYTE_BY_BYTE)),
        "it matters how the bytes come");
    Optional<LlmAnswer> broken = ask(anthropic, stream, Delivery.BROKEN_OFF);
    String text = new String(stream, StandardCharsets.UTF_8);
    Law.holds(
        broken.isEmpty() || (same(broken, whole) && text.contains(anthropic ? "stop" : "[DONE]")),
        "a stream that broke off is an answer");
    int cut = Math.floorMod(Arrays.hashCode(stream), stream.length + 1);
    Optional<LlmAnswer> begun =
        ask(
            anthropic,
            Arrays.copyOf(stream, cut),
            anthropic ? Delivery.WHOLE : Delivery.BROKEN_OFF);
    Law.holds(begun.isEmpty() || same(begun, whole), "a stream that was cut is another answer");
    whole.ifPresent(answer -> isSound(answer, text));
  }

  private static void isSound(LlmAnswer answer, String text) {
    Law.holds(text.contains("stop_reason") || text.contains("finish_reason"), "it never stopped");
    Law.holds(Law.isUnicode(answer.text()), "UTF-8 cannot carry the answer");
    Law.holds(
        answer.text().indexOf('\uFFFD') < 0
            || text.toLowerCase(Locale.ROOT).contains("\\ufffd")
            || isUtf8(text),
        "a broken byte is taken for text");
    Law.holds(
        answer.producerModel().length() <= 300
            && answer.producerModel().chars().noneMatch(c -> c < ' '),
        "the model's name is no line");
    Law.holds(answer.usageKnown() || answer.usage().total() == 0, "tokens out of nowhere");
  }

  /** Whether a replacement character of the text stood there already. */
  private static boolean isUtf8(String text) {
    return text.indexOf('\uFFFD') < 0;
  }

  private static boolean same(Optional<LlmAnswer> one, Optional<LlmAnswer> other) {
    return one.isPresent() == other.isPresent()
        && one.map(StreamFuzz::untimed).equals(other.map(StreamFuzz::untimed));
  }

  private static LlmAnswer untimed(LlmAnswer a) {
    return new LlmAnswer(
        a.text(),
        a.provider(),
        a.producerModel(),
        a.stopReason(),
        a.usage(),
        a.usageKnown(),
        Duration.ZERO);
  }

  private static Optional<LlmAnswer> ask(boolean anthropic, byte[] stream, Delivery delivery) {
    OkHttpClient http =
        CLIENT.newBuilder().addInterceptor(chain -> response(chain, stream, delivery)).build();
    HttpUrl url = HttpUrl.get("http://localhost/");
    StreamDialect dialect =
        anthropic
            ? new AnthropicClient.Dialect(url, "key")
            : new OpenAiClient.Dialect(url, "key", OpenAiClient.MaxTokensField.MAX_TOKENS);
    StreamingExchange exchange =
        new StreamingExchange(dialect, Secrets.NONE, LIMITS, Clock.systemUTC(), _ -> {}, http);
    try {
      return Optional.of(exchange.answer(Requests.generate(1), LlmProgress.NONE));
    } catch (LlmException.Unavailable | LlmException.Refused e) {
      String message = String.valueOf(e.getMessage());
      Law.holds(
          !message.isBlank() && message.length() < 600 && message.chars().noneMatch(c -> c < ' '),
          "an odd message: " + message);
      return Optional.empty();
    }
  }

  private static Response response(Interceptor.Chain chain, byte[] stream, Delivery delivery) {
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(200)
        .message("OK")
        .body(
            ResponseBody.create(
                Okio.buffer(source(stream, delivery)), MediaType.get("text/event-stream"), -1))
        .build();
  }

  private static Source source(byte[] stream, Delivery delivery) {
    return new Source() {
      private int position;

      @Override
      public long read(Buffer sink, long most) throws IOException {
        if (position == stream.length) {
          if (delivery == Delivery.BROKEN_OFF) {
            throw new IOException("broken off");
          }
          return -1;
        }
        int n =
            delivery == Delivery.BYTE_BY_BYTE ? 1 : (int) Math.min(most, stream.length - position);
        sink.write(stream, position, n);
        position += n;
        return n;
      }

      @Override
      public Timeout timeout() {
        return Timeout.NONE;
      }

      @Override
      public void close() {}
    };
  }
}
