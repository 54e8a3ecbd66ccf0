package dev.cambrian.server.reproduce;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes lines of what an organism prints, as they come, and keeps the last of them. A line is cut,
 * and from some number on lines are no longer told, so that a loud one drowns nothing.
 */
final class OrganismLines {
  private static final int LONGEST = 1_000;
  private static final int MOST = 200;
  private static final int KEPT = 10;

  private final Consumer<String> told;
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();
  private final Deque<String> last = new ArrayDeque<>();
  private int count;

  OrganismLines(Consumer<String> told) {
    this.told = told;
  }

  synchronized void take(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        end();
      } else if (open.size() < LONGEST) {
        open.write(bytes[i]);
      }
    }
  }

  /** What has no end yet is a line, too. */
  synchronized void close() {
    if (open.size() > 0) {
      end();
    }
  }

  private void end() {
    String line = open.toString(StandardCharsets.UTF_8).stripTrailing();
    open.reset();
    last.addLast(line);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
    count++;
    if (count <= MOST) {
      told.accept(line);
    } else if (count == MOST + 1) {
      told.accept("(it prints more than %d lines; its log has the last)".formatted(MOST));
    }
  }

  synchronized List<String> last() {
    return List.copyOf(last);
  }
}
