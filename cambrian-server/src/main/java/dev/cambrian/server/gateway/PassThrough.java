package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.MessagesReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands requests on to the Messages API itself, and its answers back, byte for byte as they come.
 * Of the headers only those go either way that belong to the API; the key is the Supervisor's.
 * Nothing is tried again: what the provider answers is for the client to judge, but for a refusal
 * of the Supervisor's own key.
 */
final class PassThrough implements Provider {
  private static final Logger LOG = LoggerFactory.getLogger(PassThrough.class);
  private static final List<String> ASKED =
      List.of("anthropic-beta", "accept", "user-agent", "content-type");
  private static final Set<String> ANSWERED =
      Set.of("request-id", "retry-after", "x-should-retry", "cache-control", "content-encoding");
  private static final String OUR_ACCOUNT = "anthropic-organization-id";
  private static final int BUFFER = 16 << 10;
  private static final int ERROR_BYTES = 64 << 10;

  private final GatewaySettings.Upstream upstream;
  private final GatewaySettings.Limits limits;
  private final HttpUrl messages;
  private final Secrets secrets;
  private final OkHttpClient http;

  PassThrough(GatewaySettings.Upstream upstream, GatewaySettings.Limits limits) {
    this.upstream = upstream;
    this.limits = limits;
    this.secrets = new Secrets(List.of(upstream.apiKey()));
    HttpUrl base = HttpUrl.get(upstream.baseUrl());
    messages = base.newBuilder().addPathSegments("v1/messages").query(null).build();

    http =
        new OkHttpClient.Builder()
            .connectTimeout(limits.connect())
            .readTimeout(limits.idle())
            .writeTimeout(limits.idle())
            .callTimeout(limits.whole())
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
  }

  @Override
  public boolean free() {
    return false;
  }

  @Override
  public void answer(Client client, Exchange exchange) throws Client.Gone {
    Call call = http.newCall(request(client, exchange.request(), messages));
    try (Response response = execute(call)) {
      if (!response.isSuccessful()) {
        error(client, response);
        return;
      }
      MediaType type = response.body().contentType();
      boolean stream = type != null && type.subtype().equals("event-stream");
      if (stream) {
        head(client, response);
        stream(client, exchange, response);
      } else {
        whole(client, exchange, response);
      }
    } finally {
      call.cancel();
    }
  }

  @Override
  public void count(Client client, MessagesRequest request) throws Client.Gone {
    HttpUrl url = messages.newBuilder().addPathSegment("count_tokens").build();
    try (Response response = execute(http.newCall(request(client, request, url)))) {
      if (!response.isSuccessful()) {
        error(client, response);
        return;
      }
      byte[] body = read(response, ERROR_BYTES);
      head(client, response);
      client.whole(body);
    }
  }

  private Request request(Client client, MessagesRequest request, HttpUrl url) {
    Request.Builder builder =
        new Request.Builder()
            .url(url)
            .header("x-api-key", upstream.apiKey())
            .header("anthropic-version", client.header("anthropic-version").orElse("2023-06-01"))
            // So that the bytes which pass by can be read; they are few.
            .header("accept-encoding", "identity")
            .post(RequestBody.create(request.body()));
    for (String name : ASKED) {
      client.header(name).ifPresent(value -> builder.header(name, value));
    }
    if (client.header("content-type").isEmpty()) {
      builder.header("content-type", "application/json");
    }
    return builder.build();
  }

  private Response execute(Call call) {
    try {
      return call.execute();
    } catch (IOException failed) {
      LOG.warn("the provider cannot be reached: {}", secrets.scrub(String.valueOf(failed)));
      throw RefusedCall.of(ErrorKind.OVERLOADED, "the provider cannot be reached; ask again later");
    }
  }

  private static void head(Client client, Response response) {
    client.head(
        response.code(),
        Optional.ofNullable(response.header("content-type")).orElse("application/json"));
    for (String name : response.headers().names()) {
      String lower = name.toLowerCase(Locale.ROOT);
      boolean passes =
          ANSWERED.contains(lower)
              || (lower.startsWith("anthropic-") && !lower.equals(OUR_ACCOUNT));
      if (passes) {
        client.header(name, String.valueOf(response.header(name)));
      }
    }
  }

  private void stream(Client client, Exchange exchange, Response response) throws Client.Gone {
    MessagesReader reader = new MessagesReader(exchange.request().model(), limits.answerBytes());
    boolean committed = false;
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = response.body().byteStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        reader.take(buffer, 0, n);
        if (!committed && reader.ended()) {
          Optional<LlmAnswer> answer = reader.answer(exchange.elapsed());
          answer.ifPresent(exchange::answered);
          committed = answer.isPresent();
        }
        client.write(buffer, 0, n);
      }
    } catch (Client.Gone gone) {
      exchange.broke(reader.usageSoFar(), "the client went away");
      throw gone;
    } catch (RefusedCall lost) {
      if (!client.answered()) {
        throw lost;
      }
      client.abort();
      return;
    } catch (IOException failed) {
      LOG.info("the stream to {} failed: {}", exchange.who(), secrets.scrub(failed.toString()));
    }
    if (!committed) {
      exchange.broke(reader.usageSoFar(), "the provider's stream did not end properly");
      end(client, reader);
    }
  }

  /** Tells the client that its stream is not whole: with an event where one can stand. */
  private static void end(Client client, MessagesReader reader) throws Client.Gone {
    if (reader.broken()) {
      return;
    }
    if (!reader.betweenEvents()) {
      client.abort();
      return;
    }
    String error =
        Json.write(client.error(ErrorKind.API, "the provider broke its answer off; ask again"));
    byte[] event = ("event: error\ndata: " + error + "\n\n").getBytes(UTF_8);
    client.write(event, 0, event.length);
  }

  private void whole(Client client, Exchange exchange, Response response) throws Client.Gone {
    byte[] body = read(response, limits.answerBytes());
    MessagesReader reader = new MessagesReader(exchange.request().model(), limits.answerBytes());
    try {
      reader.takeMessage(Json.parse(body));
    } catch (JsonException noJson) {
      LOG.warn("the provider answered 200 and no JSON to {}", exchange.who());
    }
    Optional<LlmAnswer> answer = reader.answer(exchange.elapsed());
    if (answer.isEmpty()) {
      exchange.broke(reader.usageSoFar(), "the provider's answer is no message");
      throw RefusedCall.of(ErrorKind.API, "the provider answered something that is no message");
    }
    exchange.answered(answer.get());
    head(client, response);
    client.whole(body);
  }

  private byte[] read(Response response, int limit) {
    try {
      byte[] body = response.body().byteStream().readNBytes(limit + 1);
      if (body.length <= limit) {
        return body;
      }
      throw RefusedCall.of(ErrorKind.API, "the provider answered too much");
    } catch (IOException broken) {
      LOG.warn("the provider broke off: {}", secrets.scrub(broken.toString()));
      throw RefusedCall.of(ErrorKind.API, "the provider broke its answer off; ask again");
    }
  }

  private void error(Client client, Response response) throws Client.Gone {
    int status = response.code();
    byte[] body = secrets.scrub(read(response, ERROR_BYTES));
    if (status == ErrorKind.AUTHENTICATION.status()) {
      LOG.error("the provider refuses the gateway's key: check ANTHROPIC_API_KEY");
      throw RefusedCall.forGood(ErrorKind.API, "the provider refuses the gateway's own key");
    }
    if (!isError(body) || status < 400) {
      LOG.warn("the provider answered {} and no error of the Messages API", status);
      String message = "the provider answered %d without an error it knows".formatted(status);
      throw switch (status) {
        case 429 -> RefusedCall.of(ErrorKind.RATE_LIMIT, message);
        case 503, 529 -> RefusedCall.of(ErrorKind.OVERLOADED, message);
        default -> RefusedCall.of(ErrorKind.API, message);
      };
    }
    head(client, response);
    client.whole(body);
  }

  private static boolean isError(byte[] body) {
    try {
      return Json.parse(body).path("error").path("type").isString();
    } catch (JsonException noJson) {
      return false;
    }
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    http.connectionPool().evictAll();
  }
}
