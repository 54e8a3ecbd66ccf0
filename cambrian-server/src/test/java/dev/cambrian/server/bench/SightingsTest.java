package dev.cambrian.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SightingsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Sightings sightings = new Sightings();

  @Test
  void a_line_that_is_seen_again_keeps_its_first_time() throws Exception {
    sightings.seen(List.of("a"), 10);
    sightings.seen(List.of("a", "b"), 20);

    assertThat(sightings.await("a", LIMIT, "a page")).isEqualTo(10);
    assertThat(sightings.await("b", LIMIT, "a page")).isEqualTo(20);
  }

  @Test
  void a_line_may_come_later() throws Exception {
    Thread page = Thread.ofVirtual().unstarted(() -> sightings.seen(List.of("a"), 30));
    page.start();

    assertThat(sightings.await("a", LIMIT, "a page")).isEqualTo(30);
    page.join();
  }

  @Test
  void a_line_that_does_not_come_is_named() {
    sightings.seen(List.of("a"), 10);

    assertThatThrownBy(() -> sightings.await("b", Duration.ZERO, "a page"))
        .isInstanceOf(BenchException.class)
        .hasMessage("\"b\" was not seen by a page within 0 s");
  }
}
