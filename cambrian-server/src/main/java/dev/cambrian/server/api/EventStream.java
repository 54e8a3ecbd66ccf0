package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.history.History;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Quote;
import dev.cambrian.server.supervisor.EventFeed;
import dev.cambrian.server.supervisor.RequestException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Server-sent events (HTML Living Standard, section 9.2): every event of the history above a
 * position, in order, and on as they come. Each reader reads on from where it is, at its own pace;
 * nothing is kept for it here. Where what the server ran for is over, a last message without an id
 * says so, of the type {@link Conclusion#TYPE}.
 */
final class EventStream {
  private final EventFeed feed;
  private final EventPages pages;
  private final Duration heartbeat;
  private final Supplier<Optional<Conclusion>> conclusion;

  /**
   * @param heartbeat after so much silence a comment shows both sides that the other is there
   * @param conclusion of what the server runs for, asked when it stops
   */
  EventStream(
      History history,
      EventFeed feed,
      Duration heartbeat,
      Supplier<Optional<Conclusion>> conclusion) {
    this.feed = feed;
    this.pages = new EventPages(history);
    this.heartbeat = heartbeat;
    this.conclusion = conclusion;
  }

  /** Goes on until the client leaves, the server stops or {@code until} is reached. */
  void serve(Context context) throws IOException, InterruptedException {
    long position = after(context);
    Optional<Long> until = Query.text(context, "until").map(text -> position("until", text));
    context.res().setStatus(200);
    context.res().setContentType("text/event-stream;charset=utf-8");
    context.header("Cache-Control", "no-store");
    if (Problems.wantsNoBody(context)) {
      return;
    }
    try {
      OutputStream out = context.res().getOutputStream();
      out.write("retry: 1000\n\n".getBytes(UTF_8));
      out.flush();
      follow(out, position, until.orElse(Long.MAX_VALUE));
    } catch (IOException left) {
      // The client will come back with the id of the last event that it saw.
      return;
    }
  }

  private void follow(OutputStream out, long after, long until)
      throws IOException, InterruptedException {
    long position = after;
    while (position < until) {
      long head = feed.head();
      if (head > position) {
        Optional<EventPages.Page> page =
            head > until
                ? pages.read(position, (int) Math.min(200, until - position))
                : pages.after(position, head);
        if (page.isPresent()) {
          out.write(page.get().text());
          out.flush();
          position = page.get().last();
          continue;
        }
      }
      if (feed.closed()) {
        conclude(out);
        return;
      }
      if (!feed.await(position, heartbeat) && !feed.closed()) {
        out.write(":\n\n".getBytes(UTF_8));
        out.flush();
      }
    }
  }

  /** Without an id, so that no position is taken from it. */
  private void conclude(OutputStream out) throws IOException {
    Optional<Conclusion> known = conclusion.get();
    if (known.isPresent()) {
      out.write(
          "event: %s\ndata: %s\n\n"
              .formatted(Conclusion.TYPE, Json.write(known.get().json()))
              .getBytes(UTF_8));
      out.flush();
    }
  }

  private long after(Context context) {
    return Optional.ofNullable(context.header("Last-Event-ID"))
        .map(text -> position("Last-Event-ID", text))
        .or(() -> Query.text(context, "after").map(text -> position("after", text)))
        .orElse(0L);
  }

  private static long position(String name, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new RequestException(
          RequestException.Kind.MALFORMED,
          "%s must be the position of an event, not %s".formatted(name, Quote.of(text, 60)));
    }
    return Long.parseLong(text);
  }
}
