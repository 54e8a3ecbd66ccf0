package dev.cambrian.server.gateway;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Members;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the bearer of a token may do. The token itself is not in it, only its digest.
 *
 * @param digest {@code sha256:…} of the token
 * @param generation that runs, at least 0
 * @param specHash that the organism grows from, {@code sha256:…}
 * @param models that it may ask; empty: any
 * @param tokenBudget input and output together, over the organism's life; 0: none
 * @param microUsdBudget millionths of a US dollar; 0: none
 * @param maxInFlight calls at once, at least 1
 * @param expires from then on it is refused
 */
public record GatewayToken(
    String digest,
    UUID organismId,
    int generation,
    String specHash,
    List<String> models,
    long tokenBudget,
    long microUsdBudget,
    int maxInFlight,
    Instant expires) {
  public GatewayToken {
    models = List.copyOf(models);
    if (generation < 0 || tokenBudget < 0 || microUsdBudget < 0 || maxInFlight < 1) {
      throw new IllegalArgumentException(
          "a token's generation and budgets are at least 0, its calls at once at least 1");
    }
  }

  /** What is to be granted; see {@link GatewayToken}. */
  public record Grant(
      UUID organismId,
      int generation,
      String specHash,
      List<String> models,
      long tokenBudget,
      long microUsdBudget,
      int maxInFlight,
      Instant expires) {
    GatewayToken bornBy(String digest) {
      return new GatewayToken(
          digest,
          organismId,
          generation,
          specHash,
          models,
          tokenBudget,
          microUsdBudget,
          maxInFlight,
          expires);
    }
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("digest", digest);
    json.put("organism-id", organismId.toString());
    json.put("generation", generation);
    json.put("spec-hash", specHash);
    models.forEach(json.putArray("models")::add);
    json.put("token-budget", tokenBudget);
    json.put("micro-usd-budget", microUsdBudget);
    json.put("max-in-flight", maxInFlight);
    json.put("expires", expires.toString());
    return json;
  }

  static GatewayToken of(Members json) {
    return new GatewayToken(
        json.requireString("digest"),
        UUID.fromString(json.requireString("organism-id")),
        json.requireInt("generation", 0),
        json.requireString("spec-hash"),
        json.require("models").valueStream().map(JsonNode::stringValue).toList(),
        json.requireLong("token-budget", 0),
        json.requireLong("micro-usd-budget", 0),
        json.requireInt("max-in-flight", 1),
        Instant.parse(json.requireString("expires")));
  }
}
