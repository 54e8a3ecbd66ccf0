package prime;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;

/** Listens first, then breeds; without a Supervisor it only listens. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Settings settings;
    try {
      settings = Settings.of(System.getenv());
    } catch (IllegalArgumentException e) {
      Log.warn(e.getMessage());
      System.exit(2);
      return;
    }
    Status status = new Status(settings.generation());
    HttpServer server = PrimeServer.start(8401, status);
    Log.info("listening on port 8401 as generation " + settings.generation());
    if (settings.supervisorUrl().isEmpty()) {
      return;
    }
    int code = breed(settings, status);
    server.stop(0);
    System.exit(code);
  }

  /** The exit code; 3 where model or Supervisor fail for good. */
  static int breed(Settings settings, Status status) throws InterruptedException {
    Pause pause = Thread::sleep;
    try (HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build()) {
      Supervisor supervisor = new Supervisor(http, settings.supervisorUrl().orElseThrow(), pause);
      return new Breeder(settings, supervisor, new Model(http, settings, pause), status, pause).run();
    } catch (IOException | ModelException | SupervisorException e) {
      Log.warn("gave up: " + e);
      return 3;
    }
  }
}
