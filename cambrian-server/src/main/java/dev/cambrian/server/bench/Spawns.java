package dev.cambrian.server.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** Generations that are spawned, judged and promoted, one after the other. */
final class Spawns implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;
  private final Path incoming;
  private int generation;

  /**
   * Of a server on the loopback.
   *
   * @param highest generation that it has
   */
  Spawns(int port, Path incoming, int highest) {
    this.address = "http://127.0.0.1:" + port;
    this.incoming = incoming;
    this.generation = highest;
  }

  /** How long so many spawns took until they were answered, in milliseconds. */
  Statistics of(int count) throws IOException, InterruptedException {
    double[] millis = new double[count];
    for (int i = 0; i < count; i++) {
      generation++;
      HttpRequest spawn = post("/spawn", IncomingArtifact.written(incoming, generation));
      long began = System.nanoTime();
      HttpResponse<String> answer = http.send(spawn, BodyHandlers.ofString());
      millis[i] = (System.nanoTime() - began) / 1e6;
      require(answer);
      require(
          http.send(
              HttpRequest.newBuilder(
                      URI.create(address + "/generations/%d?wait=60".formatted(generation)))
                  .build(),
              BodyHandlers.ofString()));
      require(
          http.send(
              post("/promote", "{\"generation\":%d}".formatted(generation)),
              BodyHandlers.ofString()));
    }
    return new Statistics(millis);
  }

  private HttpRequest post(String path, String body) {
    return HttpRequest.newBuilder(URI.create(address + path))
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  /**
   * Fails where the server has refused.
   *
   * @throws BenchException with what it said
   */
  static void require(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new BenchException(
          "%s answered %d: %s"
              .formatted(answer.uri().getPath(), answer.statusCode(), answer.body()));
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
