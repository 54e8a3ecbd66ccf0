package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** A reader of the event stream, as a browser is one: it comes back with what it saw last. */
final class EventReader {
  private final ServerFixture server;
  private final List<Long> positions = new ArrayList<>();

  EventReader(ServerFixture server) {
    this.server = server;
  }

  /**
   * Reads on until there are so many, on connections of so many events.
   *
   * @param pauseNanos after each event
   */
  List<Long> read(int most, int eachConnection, long pauseNanos) {
    while (positions.size() < most) {
      connect(Math.min(most, positions.size() + eachConnection), pauseNanos);
    }
    return positions;
  }

  private void connect(int most, long pauseNanos) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.uri("/events"));
    if (!positions.isEmpty()) {
      request.header("Last-Event-ID", String.valueOf(positions.getLast()));
    }
    try {
      var answer = server.client().send(request.build(), BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("id: ")) {
            positions.add(Long.parseLong(line.substring(4)));
          } else if (line.startsWith("data: ")) {
            JsonNode event = Json.parse(line.substring(6));
            assertThat(event.get("position").longValue()).isEqualTo(positions.getLast());
            LockSupport.parkNanos(pauseNanos);
            if (positions.size() >= most) {
              return;
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
