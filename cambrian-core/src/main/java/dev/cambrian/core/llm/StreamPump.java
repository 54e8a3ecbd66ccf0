package dev.cambrian.core.llm;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Runs one call on a thread of its own, since a blocking read cannot be interrupted, and hands its
 * events over one by one. Closing cancels the call.
 */
final class StreamPump implements AutoCloseable {
  sealed interface Signal {
    /**
     * @param type empty where the event has no name
     */
    record Event(String type, String data) implements Signal {}

    /** The connection ended without an error. */
    record Closed() implements Signal {}

    record Failed(AttemptFailed failure) implements Signal {}
  }

  private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(256);
  private final Call call;
  private final StreamDialect dialect;
  private final String model;
  private final Clock clock;
  private @Nullable Thread worker;

  private StreamPump(Call call, StreamDialect dialect, String model, Clock clock) {
    this.call = call;
    this.dialect = dialect;
    this.model = model;
    this.clock = clock;
  }

  static StreamPump start(Call call, StreamDialect dialect, String model, Clock clock) {
    StreamPump pump = new StreamPump(call, dialect, model, clock);
    pump.worker = Thread.ofVirtual().name("cambrian-llm").start(pump::run);
    return pump;
  }

  /** The next signal; empty once the time is up. */
  Optional<Signal> next(long nanos) throws InterruptedException {
    return Optional.ofNullable(signals.poll(nanos, TimeUnit.NANOSECONDS));
  }

  @Override
  public void close() {
    call.cancel();
    if (worker != null) {
      worker.interrupt();
    }
  }

  private void run() {
    try (Response response = call.execute()) {
      if (!response.isSuccessful()) {
        put(new Signal.Failed(HttpErrors.of(response, dialect, model, clock)));
      } else if (!isEventStream(response)) {
        put(new Signal.Failed(HttpErrors.noStream(response, dialect)));
      } else {
        EventSources.processResponse(readable(response), new Listener());
      }
    } catch (IOException | RuntimeException e) {
      // Whatever it is, the asking thread must hear of it.
      put(new Signal.Failed(broken(e)));
    }
  }

  private static Response readable(Response response) {
    StreamText text = new StreamText(response.body().source());
    return response
        .newBuilder()
        .body(ResponseBody.create(Okio.buffer(text), response.body().contentType(), -1))
        .build();
  }

  private void put(Signal signal) {
    try {
      signals.put(signal);
    } catch (InterruptedException e) {
      call.cancel();
      Thread.currentThread().interrupt();
    }
  }

  private static AttemptFailed broken(Throwable e) {
    if (e instanceof SizeLimit.Exceeded) {
      return AttemptFailed.refused("answered too much: " + e.getMessage(), 200);
    }
    String name = e.getClass().getSimpleName();
    String detail =
        e instanceof IOException
            ? e.getMessage() == null ? name : name + ": " + e.getMessage()
            : "in the middle of an event";
    return AttemptFailed.network("cannot be reached or broke off (" + detail + ")");
  }

  private static boolean isEventStream(Response response) {
    MediaType type = response.body().contentType();
    return type != null && type.type().equals("text") && type.subtype().equals("event-stream");
  }

  private final class Listener extends EventSourceListener {
    @Override
    public void onEvent(
        EventSource source, @Nullable String id, @Nullable String type, String data) {
      put(new Signal.Event(type == null ? "" : type, data));
    }

    @Override
    public void onClosed(EventSource source) {
      put(new Signal.Closed());
    }

    @Override
    public void onFailure(EventSource source, @Nullable Throwable t, @Nullable Response response) {
      put(new Signal.Failed(broken(t == null ? new IOException("the stream failed") : t)));
    }
  }
}
