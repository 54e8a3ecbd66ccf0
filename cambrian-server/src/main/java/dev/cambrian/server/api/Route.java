package dev.cambrian.server.api;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One call of the API, as it is served and as the OpenAPI document describes it.
 *
 * @param path with parameters in braces; one in angle brackets takes slashes, too
 * @param body name of the schema of the request's body, with {@code ?} after it where there need
 *     not be one; empty where there is none
 * @param answers every status that it may answer beside those of all calls
 */
record Route(
    HandlerType method,
    String path,
    Access access,
    String summary,
    List<Parameter> parameters,
    String body,
    List<Answer> answers,
    Handler handler) {

  Route {
    parameters = List.copyOf(parameters);
    answers = List.copyOf(answers);
  }

  /**
   * @param in {@code path}, {@code query} or {@code header}
   * @param type of JSON Schema
   */
  record Parameter(String name, String in, String type, String description) {}

  /**
   * @param schema name of the schema, empty where the content is no JSON
   */
  record Answer(int status, String type, String schema, String description) {
    static Answer json(int status, String schema, String description) {
      return new Answer(status, "application/json", schema, description);
    }

    static Answer refused(int status, String description) {
      return json(status, "Error", description);
    }
  }

  /** Whether a request's path is one of this call. */
  boolean matches(String requested) {
    return pattern().matcher(requested).matches();
  }

  private Pattern pattern() {
    return Pattern.compile(
        Stream.of(path.split("/", -1))
            .map(it -> it.startsWith("{") ? "[^/]+" : it.startsWith("<") ? ".+" : Pattern.quote(it))
            .collect(Collectors.joining("/")));
  }
}
