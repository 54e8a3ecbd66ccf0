package dev.cambrian.server.cli;

import dev.cambrian.core.Pause;
import dev.cambrian.server.api.Conclusion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.jspecify.annotations.Nullable;

/**
 * The events of a Supervisor's history, each once and in order, as its stream of server-sent events
 * gives them. A connection that breaks is made anew from the last event that was seen.
 */
final class ServerEvents {
  private static final Duration CONNECTING = Duration.ofSeconds(10);

  /** Of silence; the server says something every 15 seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration FOREVER = Duration.ofDays(365);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int WAITING = 256;
  private static final int MOST_COMPLAINT = 10_000;

  private final URI server;
  private final Optional<String> authorization;
  private final Duration patience;
  private final Pause pause;

  /**
   * @param authorization the header of that name
   * @param patience with a server that is gone
   */
  ServerEvents(URI server, Optional<String> authorization, Duration patience, Pause pause) {
    this.server = server;
    this.authorization = authorization;
    this.patience = patience;
    this.pause = pause;
  }

  /** Hears them, on one thread. */
  interface Listener {
    /**
     * @param data as the server sent it
     * @return whether more is wanted
     */
    boolean event(long position, String data);

    /**
     * Nothing has come for a while.
     *
     * @return whether more is wanted
     */
    boolean idle() throws InterruptedException;

    /** How long it is waited yet; zero or less ends it. */
    default Duration left() {
      return FOREVER;
    }

    /** What the server ran for is over, and so is the server: nothing more is waited for. */
    void over(String data);

    /** The connection is gone; it is tried again. */
    void lost(String reason);

    /** There is one again. */
    void back();
  }

  private sealed interface Seen {
    record Opened() implements Seen {}

    record Event(long position, String data) implements Seen {}

    record Over(String data) implements Seen {}

    record Lost(String reason) implements Seen {}

    record Refused(int status, String body) implements Seen {}
  }

  /**
   * Follows until the listener has enough, or waits no longer.
   *
   * @param after the position of the last event that is known
   * @throws CliException if no server answers from the beginning on, if one refuses, or if one is
   *     gone for longer than the patience
   * @throws InterruptedException if the thread is interrupted
   */
  void follow(long after, Listener listener) throws InterruptedException {
    OkHttpClient http =
        new OkHttpClient.Builder()
            .connectTimeout(CONNECTING)
            .readTimeout(SILENCE)
            .followRedirects(false)
            .build();
    try {
      follow(http, after, listener);
    } finally {
      http.dispatcher().executorService().shutdown();
      http.connectionPool().evictAll();
    }
  }

  private void follow(OkHttpClient http, long after, Listener listener)
      throws InterruptedException {
    Following following = new Following(after, listener);
    while (true) {
      try (Connection connection = new Connection(http, following.position)) {
        if (following.read(connection)) {
          return;
        }
      }
      if (!listener.left().isPositive()) {
        return;
      }
      if (following.gone().compareTo(patience) >= 0) {
        throw new CliException(
            ExitStatus.INFRASTRUCTURE,
            "the Supervisor at %s has been gone for %d s (%s); start one with 'cambrian serve', then go on with 'cambrian watch --after %d'"
                .formatted(server, patience.toSeconds(), following.reason, following.position));
      }
      pause.pass(AGAIN);
    }
  }

  /** How far one has come. */
  private final class Following {
    private final Listener listener;
    private long position;
    private boolean everThere;
    private String reason = "";
    private Optional<Long> lostNanos = Optional.empty();

    Following(long position, Listener listener) {
      this.position = position;
      this.listener = listener;
    }

    Duration gone() {
      return lostNanos
          .map(since -> Duration.ofNanos(System.nanoTime() - since))
          .orElse(Duration.ZERO);
    }

    /** Until it breaks: false, or nothing more is wanted: true. */
    boolean read(Connection connection) throws InterruptedException {
      while (true) {
        Duration left = listener.left();
        if (!left.isPositive()) {
          return true;
        }
        switch (connection.next(left.compareTo(LOOK) < 0 ? left : LOOK)) {
          case null -> {
            if (!listener.idle()) {
              return true;
            }
          }
          case Seen.Opened _ -> there();
          case Seen.Event(long at, String data) -> {
            if (at > position) {
              position = at;
              if (!listener.event(at, data)) {
                return true;
              }
            }
          }
          case Seen.Over(String data) -> {
            listener.over(data);
            return true;
          }
          case Seen.Lost(String why) -> {
            lost(why);
            return false;
          }
          case Seen.Refused(int status, String body) -> {
            if (status < 500 || !everThere) {
              throw ServerClient.refusal(status, body.getBytes(StandardCharsets.UTF_8));
            }
            lost("it answers " + status);
            return false;
          }
        }
      }
    }

    private void there() {
      everThere = true;
      if (lostNanos.isPresent()) {
        lostNanos = Optional.empty();
        listener.back();
      }
    }

    private void lost(String why) {
      reason = why;
      if (!everThere) {
        throw ServerClient.silent(server, why);
      }
      if (lostNanos.isEmpty()) {
        lostNanos = Optional.of(System.nanoTime());
        listener.lost(why);
      }
    }
  }

  /** One answer of the server, read on a thread of the client's. */
  private final class Connection extends EventSourceListener implements AutoCloseable {
    private final BlockingQueue<Seen> seen = new ArrayBlockingQueue<>(WAITING);
    private final EventSource source;
    private volatile boolean closed;

    Connection(OkHttpClient http, long after) {
      Request.Builder request =
          new Request.Builder()
              .url(server + "/events")
              .header("Last-Event-ID", Long.toString(after));
      authorization.ifPresent(it -> request.header("Authorization", it));
      source = EventSources.createFactory(http).newEventSource(request.build(), this);
    }

    /** Null where nothing comes for a while. */
    @Nullable Seen next(Duration wait) throws InterruptedException {
      return seen.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void onOpen(EventSource source, Response response) {
      put(new Seen.Opened());
    }

    @Override
    public void onEvent(
        EventSource source, @Nullable String id, @Nullable String type, String data) {
      if (Conclusion.TYPE.equals(type)) {
        put(new Seen.Over(data));
      } else if (id != null && id.matches("[0-9]{1,18}")) {
        put(new Seen.Event(Long.parseLong(id), data));
      }
    }

    @Override
    public void onClosed(EventSource source) {
      put(new Seen.Lost("it has ended the connection"));
    }

    @Override
    public void onFailure(
        EventSource source, @Nullable Throwable failure, @Nullable Response response) {
      if (response != null && !response.isSuccessful()) {
        put(new Seen.Refused(response.code(), body(response)));
      } else if (response != null && failure instanceof IllegalStateException) {
        put(new Seen.Refused(response.code(), "no stream of events"));
      } else {
        put(
            new Seen.Lost(
                failure == null || failure.getMessage() == null
                    ? "no answer"
                    : failure.getMessage()));
      }
    }

    private static String body(Response response) {
      try {
        return response.peekBody(MOST_COMPLAINT).string();
      } catch (IOException e) {
        return String.valueOf(e.getMessage());
      }
    }

    /** Waits for room, so that what is read faster than it is shown does not pile up. */
    private void put(Seen each) {
      try {
        while (!closed && !seen.offer(each, 200, TimeUnit.MILLISECONDS)) {
          // The other thread is busy.
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      closed = true;
      source.cancel();
    }
  }
}
