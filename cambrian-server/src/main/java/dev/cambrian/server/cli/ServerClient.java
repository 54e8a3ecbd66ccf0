package dev.cambrian.server.cli;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.server.home.ServerAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * A running Supervisor, named by {@code --server}, asked with the token of {@code CAMBRIAN_TOKEN}.
 */
final class ServerClient {
  private static final String HERE = "http://127.0.0.1:8400";
  private static final Duration CONNECTING = Duration.ofSeconds(10);

  /** An organism's end may take its grace, a start the daemon's time. */
  private static final Duration ANSWERING = Duration.ofMinutes(3);

  private static final int MOST_COMPLAINT = 500;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The Supervisor, as 'cambrian serve' runs it; else CAMBRIAN_SERVER, else the one of the home, else "
              + HERE
              + ".")
  private @Nullable String named;

  @Mixin private final HomeOption home = new HomeOption();

  byte[] get(Session session, String path) throws InterruptedException {
    return send(session, request(session, path).GET());
  }

  byte[] post(Session session, String path, JsonNode body) throws InterruptedException {
    return send(
        session,
        request(session, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
  }

  /**
   * Where it is.
   *
   * @throws CliException where that is no URL
   */
  URI server(Session session) {
    String text =
        Optional.ofNullable(named)
            .orElseGet(() -> session.environment().getOrDefault("CAMBRIAN_SERVER", ""));
    if (text.isBlank() && named == null) {
      return ServerAddress.of(home.home(session.environment())).orElse(URI.create(HERE));
    }
    String url = text.strip();
    try {
      URI uri = URI.create(url.replaceFirst("/+$", ""));
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        requireNoPage(uri);
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--server must be a URL such as " + HERE + ", not '" + url + "'");
    }
    throw CliException.usage("--server must be a URL such as " + HERE + ", not '" + url + "'");
  }

  /** Whether the address was told by somebody: the caller, or the server of the home. */
  private boolean found(Session session) {
    return named != null
        || !session.environment().getOrDefault("CAMBRIAN_SERVER", "").isBlank()
        || ServerAddress.of(home.home(session.environment())).isPresent();
  }

  /** What stands in the address line of a browser is more than a server. */
  private static void requireNoPage(URI uri) {
    if (uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || String.valueOf(uri.getRawPath()).matches("/ui(/.*)?")) {
      throw CliException.usage(
          "--server takes the address of the server alone: %s://%s, not '%s', which is a page of it"
              .formatted(uri.getScheme(), uri.getRawAuthority(), uri));
    }
  }

  private HttpRequest.Builder request(Session session, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server(session) + path)).timeout(ANSWERING);
    authorization(session).ifPresent(it -> request.header("Authorization", it));
    return request;
  }

  /** The header of that name; empty where there is no token. */
  static Optional<String> authorization(Session session) {
    String token = session.environment().getOrDefault("CAMBRIAN_TOKEN", "").strip();
    if (token.isEmpty()) {
      return Optional.empty();
    }
    if (!token.matches("[\\x21-\\x7e]{1,500}")) {
      throw CliException.usage(
          "CAMBRIAN_TOKEN is no token: set it to one that 'cambrian serve' accepts, or unset it");
    }
    return Optional.of("Bearer " + token);
  }

  private byte[] send(Session session, HttpRequest.Builder request) throws InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .build()) {
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() / 100 == 2) {
        return answer.body();
      }
      throw refusal(answer.statusCode(), answer.body());
    } catch (IOException e) {
      CliException silent = silent(server(session), reason(e));
      throw found(session)
          ? silent
          : new CliException(
              silent.status(),
              silent.getMessage()
                  + "; a server that only looks is not found by its home: name it with --server");
    }
  }

  /** Nobody answers there. */
  static CliException silent(URI server, String reason) {
    return new CliException(
        ExitStatus.INFRASTRUCTURE,
        "no Supervisor answers at %s (%s); start one with 'cambrian serve', or name another with --server"
            .formatted(server, reason));
  }

  /** It answered, but not with what was asked for. */
  static CliException refusal(int status, byte[] body) {
    String complaint = complaint(status, body);
    return status == 404
        ? CliException.unknown(complaint)
        : new CliException(status(status), complaint);
  }

  private static String reason(IOException problem) {
    return problem.getMessage() == null ? problem.getClass().getSimpleName() : problem.getMessage();
  }

  /** What the caller can mend counts as usage, a state that forbids it as a negative answer. */
  private static ExitStatus status(int code) {
    return switch (code) {
      case 400, 401, 403, 404 -> ExitStatus.USAGE;
      case 409 -> ExitStatus.NEGATIVE;
      default -> ExitStatus.INFRASTRUCTURE;
    };
  }

  private static String complaint(int status, byte[] body) {
    String hint = status == 401 ? "; set CAMBRIAN_TOKEN" : "";
    try {
      return Members.of(Json.parse(body)).requireString("error") + hint;
    } catch (JsonException another) {
      String text = new String(body, StandardCharsets.UTF_8).strip();
      if (text.startsWith("<")) {
        return "what answers there sends web pages (%d): is that the address of a Supervisor?%s"
            .formatted(status, hint);
      }
      return "the Supervisor answered %d: %s%s"
          .formatted(status, text.substring(0, Math.min(MOST_COMPLAINT, text.length())), hint);
    }
  }

  /** What a Supervisor answered. */
  static JsonNode json(byte[] answer) {
    try {
      return Json.parse(answer);
    } catch (JsonException e) {
      throw notOurs(e);
    }
  }

  static CliException notOurs(RuntimeException problem) {
    return new CliException(
        ExitStatus.INFRASTRUCTURE,
        "what answers there is no Supervisor of this version: " + problem.getMessage(),
        problem);
  }
}
