package dev.cambrian.server.rate;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.trial.TrialException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a viable artifact, started as an organism, grew and promoted a viable generation of
 * another spec by itself: {@code schemas/reproduction.schema.json}.
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

  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");

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
      Members json = Members.of(Json.parse(content));
      return new TrialReproduction(
          json.requireBoolean("reproduced"),
          hash(json, "artifact-hash"),
          hash(json, "last-spec-hash"),
          json.requireString("reason"),
          Duration.ofMillis(json.requireLong("duration-ms", 0)),
          json.requireStrings("organism-log"));
    } catch (JsonException e) {
      throw new TrialException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String hash(Members json, String name) {
    String hash = json.requireString(name);
    if (!HASH.matcher(hash).matches()) {
      throw new TrialException("$.%s: is no hash, such as sha256:<64 hex digits>".formatted(name));
    }
    return hash;
  }
}
