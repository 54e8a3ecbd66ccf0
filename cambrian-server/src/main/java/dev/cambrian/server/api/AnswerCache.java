package dev.cambrian.server.api;

import java.util.LinkedHashMap;
import java.util.List;
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

  /**
   * A body in parts, which answers may share with each other.
   *
   * @param parts not to be changed
   * @param length of all parts
   */
  record Answer(List<byte[]> parts, long length) {
    static Answer of(List<byte[]> parts) {
      return new Answer(List.copyOf(parts), parts.stream().mapToLong(it -> it.length).sum());
    }
  }

  private static final class Entry {
    private final long head;
    private Optional<Answer> answer = Optional.empty();

    Entry(long head) {
      this.head = head;
    }

    synchronized Answer answer(Supplier<Answer> maker) {
      if (answer.isEmpty()) {
        answer = Optional.of(maker.get());
      }
      return answer.get();
    }

    /** Without waiting for one that is being made. */
    long size() {
      return answer.map(Answer::length).orElse(0L);
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
   */
  Answer get(String key, long head, Supplier<Answer> maker) {
    Entry entry = entry(key, head);
    boolean made = entry.size() > 0;
    Answer answer = entry.answer(maker);
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
