package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.json.Quote;
import dev.cambrian.server.log.ServerLog;
import dev.cambrian.server.supervisor.EventFeed;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Keeps parts of pages as they are now: sends a piece of a part anew, as a server-sent event of its
 * name, whenever it changed. However many look at one part, it is made once for each state of the
 * history, at most ten times a second, and every two seconds where nothing happens, every second
 * where something moves without an event.
 */
final class LiveStream {
  private static final ServerLog LOG = ServerLog.of("dashboard");

  /** Between two renderings of one part. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /**
   * After so much silence the part is looked at all the same: not all that it shows is an event.
   */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** The same while something of it moves that is no event. */
  private static final Duration MOVING = Duration.ofSeconds(1);

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final EventFeed feed;
  private final Map<String, Part> parts = new ConcurrentHashMap<>();

  /** What all who look at one part share. */
  private static final class Part {
    private final ReentrantLock guard = new ReentrantLock();
    private final AtomicInteger watchers = new AtomicInteger();
    private long head = -1;
    private long madeNanos;
    private List<byte[]> messages = List.of();
  }

  /**
   * What is sent anew for itself.
   *
   * @param name of its event
   */
  record Piece(String name, String html) {}

  /** What somebody looks at. */
  private record Look(Supplier<List<Piece>> render, BooleanSupplier moves) {
    Duration pause() {
      return moves.getAsBoolean() ? MOVING : LOOK;
    }
  }

  LiveStream(EventFeed feed) {
    this.feed = feed;
  }

  /**
   * Serves a part of one piece, {@code part}, until the client leaves or the server stops.
   *
   * @param key of the part: all who give the same see the same
   * @param render its HTML as it is now
   */
  void serve(Context context, String key, Supplier<String> render)
      throws IOException, InterruptedException {
    serve(context, key, () -> List.of(new Piece("part", render.get())), () -> false);
  }

  /**
   * The same of several pieces.
   *
   * @param render always as many, in the same order
   * @param moves whether something of it just now changes without an event
   */
  void serve(Context context, String key, Supplier<List<Piece>> render, BooleanSupplier moves)
      throws IOException, InterruptedException {
    Html.guard(context);
    context.res().setStatus(200);
    context.res().setContentType("text/event-stream;charset=utf-8");
    context.header("Cache-Control", "no-store");
    if (context.req().getMethod().equals("HEAD")) {
      return;
    }
    Part part =
        parts.compute(
            key,
            (_, known) -> {
              Part shared = known == null ? new Part() : known;
              shared.watchers.incrementAndGet();
              return shared;
            });
    try {
      OutputStream out = context.res().getOutputStream();
      out.write("retry: 1000\n\n".getBytes(UTF_8));
      out.flush();
      follow(out, part, new Look(render, moves));
    } catch (IOException left) {
      // The browser comes back by itself, and is sent the whole part then.
      return;
    } catch (RuntimeException failed) {
      // What has begun as a stream can only end; the browser asks again, and so may hear better.
      LOG.warn("part.failed", "%s: %s".formatted(Quote.bare(key, 200), failed));
    } finally {
      parts.computeIfPresent(
          key, (_, shared) -> shared.watchers.decrementAndGet() == 0 ? null : shared);
    }
  }

  private void follow(OutputStream out, Part part, Look look)
      throws IOException, InterruptedException {
    List<byte[]> sent = List.of();
    long sentNanos = System.nanoTime();
    while (!feed.closed()) {
      long head = feed.head();
      List<byte[]> messages = messages(part, head, look);
      boolean changed = false;
      for (int i = 0; i < messages.size(); i++) {
        if (i >= sent.size() || !Arrays.equals(messages.get(i), sent.get(i))) {
          out.write(messages.get(i));
          changed = true;
        }
      }
      sent = messages;
      if (changed) {
        out.flush();
        sentNanos = System.nanoTime();
      } else if (System.nanoTime() - sentNanos > HEARTBEAT.toNanos()) {
        out.write(":\n\n".getBytes(UTF_8));
        out.flush();
        sentNanos = System.nanoTime();
      }
      boolean _ = feed.await(head, look.pause());
    }
  }

  private static List<byte[]> messages(Part part, long head, Look look)
      throws InterruptedException {
    part.guard.lockInterruptibly();
    try {
      long since = System.nanoTime() - part.madeNanos;
      if (part.head >= head && since < look.pause().toNanos() && !part.messages.isEmpty()) {
        return part.messages;
      }
      if (part.madeNanos != 0 && since < PAUSE.toNanos()) {
        Thread.sleep(Duration.ofNanos(PAUSE.toNanos() - since));
      }
      try {
        part.messages = look.render().get().stream().map(LiveStream::message).toList();
      } finally {
        part.madeNanos = System.nanoTime();
      }
      part.head = head;
      return part.messages;
    } finally {
      part.guard.unlock();
    }
  }

  /** By the HTML Living Standard, section 9.2.6: each line of data with a field name of its own. */
  private static byte[] message(Piece piece) {
    StringBuilder message =
        new StringBuilder(piece.html().length() + 1024)
            .append("event: ")
            .append(piece.name())
            .append('\n');
    piece.html().lines().forEach(line -> message.append("data: ").append(line).append('\n'));
    if (piece.html().isEmpty()) {
      // An event without data is none, and what was there is to go.
      message.append("data: \n");
    }
    return message.append('\n').toString().getBytes(UTF_8);
  }
}
