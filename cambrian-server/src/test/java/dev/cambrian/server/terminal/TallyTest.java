package dev.cambrian.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class TallyTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 50_000_000);

  private Tally tally(boolean live) {
    return new Tally(
        new PrintStream(bytes, false, StandardCharsets.UTF_8),
        live,
        "campaigns",
        40_000,
        nanos::get);
  }

  @Test
  void it_is_redrawn_five_times_a_second_and_taken_off_the_screen() {
    try (Tally tally = tally(true)) {
      tally.add();
      nanos.addAndGet(200_000_000);
      tally.add();
      tally.add();
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("\r\u001b[K2 of 40,000 campaigns\r\u001b[K");
  }

  @Test
  void a_file_gets_nothing_of_it() {
    try (Tally tally = tally(false)) {
      nanos.addAndGet(200_000_000);
      tally.add();
    }

    assertThat(bytes.size()).isZero();
  }
}
