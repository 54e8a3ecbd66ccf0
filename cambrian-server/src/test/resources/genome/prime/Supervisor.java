package prime;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls of the Supervisor. A connection that fails and a 503 are tried again for ten minutes. */
final class Supervisor {
  private static final int MOST_FAILURES = 14;

  private final HttpClient http;
  private final String url;
  private final Pause pause;

  Supervisor(HttpClient http, String url, Pause pause) {
    this.http = http;
    this.url = url;
    this.pause = pause;
  }

  JsonNode versions() throws SupervisorException, InterruptedException {
    return call("GET", "/versions", "");
  }

  void spawn(int generation, String path, String specHash) throws SupervisorException, InterruptedException {
    ObjectNode body = Json.object().put("generation", generation);
    body.put("artifact-path", path).put("spec-hash", specHash);
    call("POST", "/spawn", Json.write(body));
  }

  void promote(int generation) throws SupervisorException, InterruptedException {
    call("POST", "/promote", Json.write(Json.object().put("generation", generation)));
  }

  void rollback(int generation) throws SupervisorException, InterruptedException {
    call("POST", "/rollback", Json.write(Json.object().put("generation", generation)));
  }

  /** Its record, once the outcome is no longer {@code in_progress}. */
  JsonNode verdict(int generation) throws SupervisorException, InterruptedException {
    while (true) {
      JsonNode record = call("GET", "/generations/" + generation + "?wait=30", "");
      if (!record.path("outcome").asString("in_progress").equals("in_progress")) {
        return record;
      }
      pause.sleep(Duration.ofMillis(200));
    }
  }

  private JsonNode call(String method, String path, String body) throws SupervisorException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .header("content-type", "application/json")
            .method(
                method,
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
            .build();
    for (int failures = 1; ; failures++) {
      String why;
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return Json.read(response.body());
        }
        why = method + " " + path + ": " + response.statusCode() + " " + error(response.body());
        if (response.statusCode() != 503) {
          throw new SupervisorException(why, response.statusCode());
        }
      } catch (IOException | JacksonException e) {
        why = method + " " + path + ": " + e;
      }
      if (failures == MOST_FAILURES) {
        throw new SupervisorException(why, 503);
      }
      Log.warn(why + "; tried again");
      pause.sleep(Pause.backOff(failures));
    }
  }

  private static String error(String body) {
    try {
      return Json.read(body).path("error").asString("");
    } catch (JacksonException e) {
      return "no JSON";
    }
  }
}
