package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
final class LiveStreamTest {
  @TempDir private Path directory;
  private Site site;
  private volatile String html = "";

  @BeforeEach
  void start() {
    site = Site.in(directory);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private Served serving(Supplier<String> render) {
    LiveStream live = new LiveStream(site.supervisor().events());
    return new Served(context -> live.serve(context, "part", render));
  }

  private static BufferedReader reader(Served served) throws IOException, InterruptedException {
    return new BufferedReader(new InputStreamReader(served.open(), UTF_8));
  }

  /** One message, up to the empty line that ends it. */
  private static List<String> message(BufferedReader lines) throws IOException {
    List<String> message = new ArrayList<>();
    for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
      message.add(line);
    }
    return message;
  }

  @Test
  void a_part_comes_at_once_and_again_when_it_changed() throws Exception {
    html = "one\ntwo";
    try (Served served = serving(() -> html);
        BufferedReader lines = reader(served)) {
      assertThat(message(lines)).containsExactly("retry: 1000");
      assertThat(message(lines)).containsExactly("event: part", "data: one", "data: two");

      html = "three";
      String _ = site.grown().spec("something happens");

      assertThat(message(lines)).containsExactly("event: part", "data: three");
    }
  }

  @Test
  void what_is_no_event_is_seen_without_one() throws Exception {
    html = "one";
    try (Served served = serving(() -> html);
        BufferedReader lines = reader(served)) {
      assertThat(message(lines)).containsExactly("retry: 1000");
      assertThat(message(lines)).containsExactly("event: part", "data: one");

      html = "two";

      assertThat(message(lines)).containsExactly("event: part", "data: two");
    }
  }

  @Test
  void what_cannot_be_rendered_ends_the_stream_and_tells_nothing_of_why() throws Exception {
    Supplier<String> failing =
        () -> {
          throw new IllegalStateException("inside");
        };
    try (Served served = serving(failing)) {
      HttpResponse<String> answer = served.get();

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("retry: 1000\n\n");
    }
  }

  @Test
  void who_asks_for_the_head_alone_makes_nothing_and_is_not_kept() throws Exception {
    AtomicInteger made = new AtomicInteger();
    try (Served served = serving(() -> "made " + made.incrementAndGet())) {
      HttpResponse<String> answer = served.head();

      assertThat(answer.headers().firstValue("content-type").orElse(""))
          .isEqualTo("text/event-stream;charset=utf-8");
      assertThat(made).hasValue(0);
    }
  }

  @Test
  void a_stream_ends_with_the_server() throws Exception {
    try (Served served = serving(() -> "one");
        BufferedReader lines = reader(served)) {
      assertThat(message(lines)).containsExactly("retry: 1000");
      assertThat(message(lines)).containsExactly("event: part", "data: one");

      site.supervisor().events().close();

      assertThat(message(lines)).isEmpty();
    }
  }
}
