package dev.cambrian.server.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers that stay right until the next event. One that is asked for by many at once is made once.
 * Bounded in bytes; the one that was not asked for the longest goes first.
 */
final class AnswerCache {
  private final long most;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  private static final class Entry {
    private final long head;
    private Optional<byte[]> answer = Optional.empty();

    Entry(long head) {
      this.head = head;
    }

    synchronized byte[] answer(Supplier<byte[]> maker) {
      if (answer.isEmpty()) {
        answer = Optional.of(maker.get());
      }
      return answer.get();
    }

    /** Without waiting for one that is being made. */
    int size() {
      return answer.map(it -> it.length).orElse(0);
    }
  }

  /**
   * @param most bytes that are kept
   */
  AnswerCache(long most) {
    this.most = most;
  }

  /**
   * @param head the position of the last event that the answer knows of
   * @return not to be changed
   */
  byte[] get(String key, long head, Supplier<byte[]> maker) {
    Entry entry = entry(key, head);
    boolean made = entry.size() > 0;
    byte[] answer = entry.answer(maker);
    if (!made) {
      shrink();
    }
    return answer;
  }

  private synchronized Entry entry(String key, long head) {
    Entry there = entries.get(key);
    if (there != null && there.head >= head) {
      return there;
    }
    Entry fresh = new Entry(head);
    entries.put(key, fresh);
    return fresh;
  }

  private synchronized void shrink() {
    bytes = entries.values().stream().mapToLong(Entry::size).sum();
    var oldest = entries.entrySet().iterator();
    while (bytes > most && oldest.hasNext()) {
      bytes -= oldest.next().getValue().size();
      oldest.remove();
    }
  }
}
