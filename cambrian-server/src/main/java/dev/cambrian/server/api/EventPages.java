package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.EventJson;
import dev.cambrian.core.history.History;
import dev.cambrian.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Events as the stream sends them, in pages. What has happened does not change: so that a page is
 * read and rendered once for however many readers are at the same place. Bounded in bytes.
 */
final class EventPages {
  private static final int EVENTS = 200;
  private static final long KEPT_BYTES = 8L << 20;

  private final History history;
  private final Map<Long, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  EventPages(History history) {
    this.history = history;
  }

  /**
   * A run of events without a gap.
   *
   * @param last position in it
   * @param full whether there was no room for more
   * @param text not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Page(long last, boolean full, byte[] text) {}

  private static final class Entry {
    private Optional<Page> page = Optional.empty();
  }

  /**
   * The events that follow a position; empty where there are none.
   *
   * @param head that the reader knows of: the page goes as far, or it is full
   */
  Optional<Page> after(long position, long head) {
    Entry entry;
    synchronized (this) {
      entry = entries.computeIfAbsent(position, it -> new Entry());
    }
    synchronized (entry) {
      if (entry.page.filter(it -> it.full() || it.last() >= head).isEmpty()) {
        entry.page = read(position, EVENTS);
        shrink();
      }
      return entry.page;
    }
  }

  /** At most so many events, for one reader. */
  Optional<Page> read(long position, int most) {
    List<RecordedEvent> events = history.readAll(position, most);
    if (events.isEmpty()) {
      return Optional.empty();
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    events.forEach(it -> text.writeBytes(text(it)));
    return Optional.of(
        new Page(events.getLast().position(), events.size() == most, text.toByteArray()));
  }

  private static byte[] text(RecordedEvent event) {
    // JSON has no line end of its own inside.
    return "id: %d\nevent: %s\ndata: %s\n\n"
        .formatted(event.position(), event.type(), Json.write(EventJson.of(event)))
        .getBytes(UTF_8);
  }

  private synchronized void shrink() {
    long bytes = entries.values().stream().mapToLong(EventPages::size).sum();
    var oldest = entries.values().iterator();
    while (bytes > KEPT_BYTES && oldest.hasNext()) {
      bytes -= size(oldest.next());
      oldest.remove();
    }
  }

  /** Without waiting for one that is being read. */
  private static long size(Entry entry) {
    return 200L + entry.page.map(it -> it.text().length).orElse(0);
  }
}
