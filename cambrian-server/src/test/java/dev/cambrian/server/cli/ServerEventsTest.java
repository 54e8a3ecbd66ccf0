package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cambrian.core.Pause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over real HTTP, against a server that breaks off where a test says. */
final class ServerEventsTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private Iterator<String> answers = List.<String>of().iterator();
  private int status = 200;
  private HttpServer server;
  private long enough = Long.MAX_VALUE;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofVirtual().factory()));
    server.createContext("/events", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(
        "%s %s"
            .formatted(
                exchange.getRequestHeaders().getFirst("Last-Event-ID"),
                exchange.getRequestHeaders().getFirst("Authorization")));
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream;charset=utf-8");
    exchange.sendResponseHeaders(status, 0);
    if (answers.hasNext()) {
      exchange.getResponseBody().write(answers.next().getBytes(StandardCharsets.UTF_8));
    }
    exchange.close();
  }

  private static String event(long id) {
    return ":\n\nid: %d\nevent: x\ndata: {\"n\":%d}\n\n".formatted(id, id);
  }

  private final class Hearing implements ServerEvents.Listener {
    @Override
    public boolean event(long position, String data) {
      heard.add(data);
      return position < enough;
    }

    @Override
    public boolean idle() {
      return true;
    }

    @Override
    public void over(String data) {
      heard.add("over " + data);
    }

    @Override
    public void lost(String reason) {
      heard.add("lost");
    }

    @Override
    public void back() {
      heard.add("back");
    }
  }

  private ServerEvents events(Duration patience, Pause pause) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new ServerEvents(uri, Optional.of("Bearer secret"), patience, pause);
  }

  @Test
  void a_connection_that_breaks_is_made_anew_from_the_last_event() throws Exception {
    enough = 4;
    answers =
        List.of("retry: 1000\n\n" + event(1) + event(2), event(2) + event(3) + event(4)).iterator();

    events(Duration.ofMinutes(1), pauses::add).follow(0, new Hearing());

    assertThat(heard)
        .containsExactly("{\"n\":1}", "{\"n\":2}", "lost", "back", "{\"n\":3}", "{\"n\":4}");
    assertThat(asked).containsExactly("0 Bearer secret", "2 Bearer secret");
    assertThat(pauses).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void a_server_that_says_that_it_is_over_is_not_waited_for() throws Exception {
    answers = List.of(event(1) + "event: over\ndata: {}\n\n" + event(2)).iterator();

    events(Duration.ofMinutes(1), pauses::add).follow(0, new Hearing());

    assertThat(heard).containsExactly("{\"n\":1}", "over {}");
    assertThat(pauses).isEmpty();
  }

  @Test
  void a_server_that_stays_gone_ends_it_with_the_next_command() {
    answers = List.of(event(7)).iterator();

    assertThatThrownBy(
            () ->
                events(
                        Duration.ZERO,
                        pause -> {
                          pauses.add(pause);
                          server.stop(0);
                        })
                    .follow(3, new Hearing()))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.INFRASTRUCTURE))
        .hasMessageContaining("has been gone for 0 s")
        .hasMessageContaining("'cambrian serve'")
        .hasMessageContaining("'cambrian watch --after 7'");
    assertThat(heard).containsExactly("{\"n\":7}", "lost");
  }

  @Test
  void what_the_server_refuses_is_not_asked_again() {
    status = 401;
    answers = List.of("{\"ok\":false,\"error\":\"no token\"}").iterator();

    assertThatThrownBy(() -> events(Duration.ofMinutes(1), pauses::add).follow(0, new Hearing()))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.USAGE))
        .hasMessage("no token; set CAMBRIAN_TOKEN");
    assertThat(asked).hasSize(1);
  }

  @Test
  void an_interrupt_ends_it_in_the_middle_of_a_wait() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    answers = List.of(event(1)).iterator();
    Thread thread =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    events(
                            Duration.ofMinutes(1),
                            pause -> {
                              waiting.countDown();
                              new CountDownLatch(1).await();
                            })
                        .follow(0, new Hearing());
                  } catch (InterruptedException e) {
                    heard.add("interrupted");
                  }
                });
    thread.start();
    waiting.await();

    thread.interrupt();

    assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    assertThat(heard).endsWith("lost", "interrupted");
  }
}
