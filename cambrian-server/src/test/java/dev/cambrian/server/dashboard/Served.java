package dev.cambrian.server.dashboard;

import io.javalin.Javalin;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** One handler on a port of its own. */
final class Served implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Javalin server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Served(Handler handler) {
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.concurrency.useVirtualThreads = true;
                  config.routes.addEndpoint(new Endpoint(HandlerType.GET, "/", handler));
                  config.routes.addEndpoint(new Endpoint(HandlerType.HEAD, "/", handler));
                })
            .start("127.0.0.1", 0);
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/".formatted(server.port())));
  }

  HttpResponse<String> get() throws IOException, InterruptedException {
    return client.send(request().timeout(LIMIT).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> head() throws IOException, InterruptedException {
    return client.send(
        request().timeout(LIMIT).method("HEAD", BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  /** What comes, as it comes; to be closed. */
  InputStream open() throws IOException, InterruptedException {
    return client.send(request().build(), BodyHandlers.ofInputStream()).body();
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.stop();
  }
}
