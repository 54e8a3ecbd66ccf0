package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.StageLog;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is kept of a stream. */
class OutputCaptureTest {
  private final AtomicInteger alarms = new AtomicInteger();

  private static void add(OutputCapture capture, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    capture.add(bytes, bytes.length);
  }

  @Test
  void head_and_tail_are_bounded_and_the_limit_rings_once() {
    OutputCapture capture = new OutputCapture(3L << 20, alarms::incrementAndGet);

    for (int i = 0; i < 100; i++) {
      add(capture, "x".repeat(65_535) + (char) ('a' + i % 26));
    }

    assertThat(capture.output().head()).hasSize(OutputCapture.HEAD);
    assertThat(capture.output().tail()).hasSize(64 * 1024);
    assertThat(capture.overLimit()).isTrue();
    assertThat(alarms).hasValue(1);
  }

  @Test
  void the_tail_is_what_came_last_across_the_rings_seam() {
    OutputCapture capture = new OutputCapture(1L << 30, alarms::incrementAndGet);

    add(capture, "-".repeat(65_530));
    add(capture, "\nthe last line\n");

    assertThat(capture.output().tail()).endsWith("-\nthe last line\n").hasSize(64 * 1024);
  }

  @Test
  void the_end_has_all_lines_of_the_last_64_KiB_and_tells_what_is_cut() {
    OutputCapture capture = new OutputCapture(1L << 30, alarms::incrementAndGet);
    add(capture, "x\n");
    assertThat(capture.end()).isEqualTo(new StageLog.Output("x\n", 0));

    for (int i = 1; i <= 40_000; i++) {
      add(capture, "%04d\n".formatted(i % 10_000));
    }

    assertThat(capture.end().cut()).isEqualTo(2 + 40_000 * 5 - 65_536);
    assertThat(capture.end().text()).hasSize(65_536).endsWith("9999\n0000\n");
    assertThat(capture.output().end()).isEqualTo(capture.end());
  }

  @Test
  void a_shorter_end_begins_with_a_whole_character_and_tells_what_is_cut() {
    OutputCapture capture = new OutputCapture(1L << 30, alarms::incrementAndGet);
    assertThat(capture.end(10)).isEqualTo(StageLog.Output.NONE);

    add(capture, "12345\n");
    assertThat(capture.end(10)).isEqualTo(new StageLog.Output("12345\n", 0));

    add(capture, "x".repeat(100_000) + "äöü\n");
    assertThat(capture.end(6)).isEqualTo(new StageLog.Output("öü\n", 100_008));
    assertThat(capture.total()).isEqualTo(100_013);
  }

  @Test
  void only_the_last_hundred_lines_are_shown() {
    OutputCapture capture = new OutputCapture(1L << 30, alarms::incrementAndGet);

    for (int i = 1; i <= 250; i++) {
      add(capture, i + "\n");
    }

    assertThat(capture.output().tail().lines()).hasSize(100).startsWith("151").endsWith("250");
  }
}
