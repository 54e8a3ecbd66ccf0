package dev.cambrian.server.rate;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.trial.TrialException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a viable artifact, started as an organism, grew and promoted a viable generation of
 * another spec by itself.
 *
 * @param artifactHash of the artifact that was started
 * @param lastSpecHash of what it was to grow
 * @param reason why it did not, in one line; {@code ok} where it did
 * @param log the last lines that the organism printed: hostile text
 */
public record TrialReproduction(
    boolean reproduced,
    String artifactHash,
    String lastSpecHash,
    String reason,
    Duration duration,
    List<String> log) {
  /** Beside the answers of the trial. */
  static final String FILE = "reproduction.json";

  public TrialReproduction {
    log = List.copyOf(log);
  }

  byte[] encode() {
    ObjectNode json = Json.object();
    json.put("reproduced", reproduced);
    json.put("artifact-hash", artifactHash);
    json.put("last-spec-hash", lastSpecHash);
    json.put("reason", reason);
    json.put("duration-ms", duration.toMillis());
    ArrayNode lines = json.putArray("organism-log");
    log.forEach(lines::add);
    return (Json.write(json, new DefaultPrettyPrinter()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws TrialException where it is nothing of that kind
   */
  static TrialReproduction decode(byte[] content) {
    try {
      JsonNode json = Json.parse(new String(content, StandardCharsets.UTF_8));
      List<String> log = new ArrayList<>();
      json.path("organism-log").forEach(line -> log.add(line.asString("")));
      if (!json.path("reproduced").isBoolean() || !json.path("artifact-hash").isString()) {
        throw new TrialException("it lacks reproduced or artifact-hash");
      }
      return new TrialReproduction(
          json.path("reproduced").asBoolean(),
          json.path("artifact-hash").asString(),
          json.path("last-spec-hash").asString(""),
          json.path("reason").asString(""),
          Duration.ofMillis(json.path("duration-ms").asLong(0)),
          log);
    } catch (JsonException e) {
      throw new TrialException("it is no JSON: " + e.getMessage(), e);
    }
  }
}
