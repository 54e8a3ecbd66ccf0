package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
final class WarmUpTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  /** Tells what it is asked for, and answers when it may. */
  private static final class Asked extends Handler.Abstract {
    private final BlockingQueue<String> paths = new LinkedBlockingQueue<>();
    private final CountDownLatch may = new CountDownLatch(1);

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      paths.add(Request.getPathInContext(request));
      may.await();
      callback.succeeded();
      return true;
    }
  }

  private static Server serving(Asked asked) throws Exception {
    Server server = new Server();
    server.setHandler(asked);
    server.start();
    return server;
  }

  @Test
  void each_page_is_asked_for_once() throws Exception {
    Asked asked = new Asked();
    asked.may.countDown();
    Server server = serving(asked);
    try (WarmUp warmUp = new WarmUp(server, Optional.empty(), List.of("/", "/b"), () -> false)) {
      assertThat(warmUp.ended(LIMIT)).isTrue();

      assertThat(asked.paths).containsExactly("/", "/b");
      assertThat(warmUp.made()).isEqualTo(2);
    } finally {
      server.stop();
    }
  }

  @Test
  void nothing_more_is_asked_for_once_somebody_else_asks() throws Exception {
    Asked asked = new Asked();
    asked.may.countDown();
    Server server = serving(asked);
    try (WarmUp warmUp =
        new WarmUp(server, Optional.empty(), List.of("/", "/b"), () -> !asked.paths.isEmpty())) {
      assertThat(warmUp.ended(LIMIT)).isTrue();

      assertThat(asked.paths).containsExactly("/");
    } finally {
      server.stop();
    }
  }

  @Test
  void whoever_closes_it_is_asked_for_nothing_more_and_does_not_wait_for_a_page() throws Exception {
    Asked asked = new Asked();
    Server server = serving(asked);
    try {
      WarmUp warmUp = new WarmUp(server, Optional.empty(), List.of("/", "/b"), () -> false);
      assertThat(asked.paths.take()).isEqualTo("/");

      warmUp.close();

      assertThat(warmUp.ended(LIMIT)).isTrue();
      assertThat(asked.paths).isEmpty();
    } finally {
      asked.may.countDown();
      server.stop();
    }
  }

  @Test
  void the_first_page_is_made_whoever_may_see_it_and_the_history_stays_as_it_is() throws Exception {
    try (ServerFixture fixture =
        ServerFixture.in(
            directory,
            new ApiServer.Settings("127.0.0.1", 0, Optional.of("a-long-token"), Set.of()))) {
      long before = fixture.supervisor.history().headPosition();

      WarmUp warmUp = fixture.server.warmingUp();

      assertThat(warmUp.ended(LIMIT)).isTrue();
      assertThat(warmUp.made()).isOne();
      assertThat(fixture.supervisor.history().headPosition()).isEqualTo(before);
    }
  }

  @Test
  void where_somebody_has_seen_a_page_nothing_is_made() throws Exception {
    try (ServerFixture fixture = ServerFixture.in(directory)) {
      fixture.get("/").ok();

      WarmUp warmUp = fixture.server.warmingUp();

      assertThat(warmUp.ended(LIMIT)).isTrue();
      assertThat(warmUp.made()).isZero();
    }
  }

  @Test
  void what_it_asked_for_counts_as_seen_by_nobody() throws Exception {
    try (ServerFixture fixture = ServerFixture.in(directory)) {
      assertThat(fixture.server.warmingUp().ended(LIMIT)).isTrue();

      WarmUp again = fixture.server.warmingUp();

      assertThat(again.ended(LIMIT)).isTrue();
      assertThat(again.made()).isOne();
    }
  }

  @Test
  void it_has_ended_when_the_server_has() throws Exception {
    WarmUp warmUp;
    try (ServerFixture fixture = ServerFixture.in(directory)) {
      warmUp = fixture.server.warmingUp();
    }

    assertThat(warmUp.ended(Duration.ofMillis(1))).isTrue();
  }
}
