package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.history.Blobs;
import dev.cambrian.core.history.GenerationJson;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Generation records as JSON. A record that has the version it was rendered at is not rendered
 * again: a generation changes by its own events alone, and each gives it another version. Bounded
 * in bytes; the one that was not asked for the longest goes first. Safe for several threads.
 */
final class RenderedRecords {
  private final Blobs reports;
  private final long most;
  private final Map<Integer, Rendered> rendered = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  @SuppressWarnings("ArrayRecordComponent")
  private record Rendered(long version, byte[] json) {}

  /**
   * @param most bytes that are kept
   */
  RenderedRecords(Blobs reports, long most) {
    this.reports = reports;
    this.most = most;
  }

  /**
   * @return not to be changed
   */
  byte[] json(GenerationRecord record) {
    synchronized (this) {
      Rendered known = rendered.get(record.generation());
      if (known != null && known.version() == record.version()) {
        return known.json();
      }
    }
    byte[] json = Json.write(GenerationJson.of(record, reports)).getBytes(UTF_8);
    keep(record.generation(), new Rendered(record.version(), json));
    return json;
  }

  private synchronized void keep(int generation, Rendered fresh) {
    Rendered before = rendered.put(generation, fresh);
    bytes += fresh.json().length - (before == null ? 0 : before.json().length);
    var oldest = rendered.entrySet().iterator();
    while (bytes > most && oldest.hasNext()) {
      bytes -= oldest.next().getValue().json().length;
      oldest.remove();
    }
  }
}
