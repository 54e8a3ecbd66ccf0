package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Why an address cannot be had, as the look before and the start itself tell it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ListeningTest {
  private static void assertRefused(String host, int port, String cause) {
    ApiServer.Settings where = new ApiServer.Settings(host, port, Optional.of("a token"), Set.of());
    String message = "cannot listen on %s port %d: %s".formatted(host, port, cause);
    assertThatThrownBy(() -> Listening.requireFree(where))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
    Javalin app = Javalin.create();
    assertThatThrownBy(() -> Listening.begin(app, where))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }

  @Test
  void a_host_that_nobody_knows() {
    assertRefused(
        "nosuchhost.invalid",
        8493,
        "there is no host of that name; name an address of this machine with --bind");
  }

  @Test
  void an_address_of_another_machine() {
    assertRefused(
        "192.0.2.1", 8493, "that is no address of this machine; name one that is with --bind");
  }

  @Test
  void a_port_that_is_taken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          "127.0.0.1",
          taken.getLocalPort(),
          "something listens there already; end it, or choose another with --port");
    }
  }
}
