package dev.cambrian.server.bench;

import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What steers a browser: the Chrome DevTools Protocol over a WebSocket. For one thread. */
final class DevTools implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final Map<String, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();
  private final WebSocket socket;

  private DevTools(URI address) throws InterruptedException {
    socket = come(http.newWebSocketBuilder().buildAsync(address, new Incoming()), "the browser");
  }

  /**
   * Of a browser that listens.
   *
   * @param address that it tells, {@code ws://…}
   */
  static DevTools at(URI address) throws InterruptedException {
    return new DevTools(address);
  }

  /**
   * Calls a method and waits for its result.
   *
   * @param session of the page that is meant; empty for the browser
   */
  JsonNode call(Optional<String> session, String method, ObjectNode parameters)
      throws InterruptedException {
    long id = ids.incrementAndGet();
    ObjectNode message = Json.object().put("id", id).put("method", method);
    session.ifPresent(it -> message.put("sessionId", it));
    message.set("params", parameters);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    try {
      var _ = come(socket.sendText(Json.write(message), true), method);
      JsonNode told = come(answer, method);
      if (told.has("error")) {
        throw new BenchException(
            "the browser refuses %s: %s".formatted(method, told.at("/error/message").asString()));
      }
      return told.path("result");
    } finally {
      asked.remove(id);
    }
  }

  /**
   * Has a page's event heard, on a thread of the connection, which must not call the browser.
   *
   * @param listener is given the event's parameters
   */
  void on(String session, String method, Consumer<JsonNode> listener) {
    listeners.put(session + " " + method, listener);
  }

  private static <T> T come(Future<T> future, String what) throws InterruptedException {
    try {
      return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new BenchException(
          "the browser cannot be steered: %s: %s".formatted(what, e.getCause()), e);
    } catch (TimeoutException e) {
      throw new BenchException(
          "the browser did not answer %s within %d s".formatted(what, LIMIT.toSeconds()), e);
    }
  }

  private void told(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = asked.get(message.path("id").asLong());
      if (answer != null) {
        answer.complete(message);
      }
      return;
    }
    Consumer<JsonNode> listener =
        listeners.get(
            message.path("sessionId").asString("") + " " + message.path("method").asString(""));
    if (listener != null) {
      listener.accept(message.path("params"));
    }
  }

  private void lost(Throwable reason) {
    asked.values().forEach(it -> it.completeExceptionally(new IOException("it has gone", reason)));
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }

  /** Puts the parts of messages together. */
  private final class Incoming implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        JsonNode whole = Json.parse(message.toString());
        message.setLength(0);
        told(whole);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      lost(error);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      lost(new IOException("closed: " + reason));
      return null;
    }
  }
}
