package dev.cambrian.server.organism;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of {@code POST /organisms}, read and written in this one place.
 *
 * @param specPath of a file on the server's machine
 * @param budgetMicroUsd millionths of a dollar
 * @param lifetime whole seconds
 */
public record StartRequest(
    int generation,
    Optional<Path> specPath,
    Optional<String> model,
    Optional<String> escalationModel,
    Optional<Integer> maxGens,
    Optional<Integer> maxRetries,
    Optional<Integer> maxParseRetries,
    OptionalLong tokenBudget,
    OptionalLong budgetMicroUsd,
    Optional<Duration> lifetime) {

  private static final BigDecimal MOST_DOLLARS = BigDecimal.valueOf(1_000_000);
  private static final long MOST_SECONDS = Duration.ofDays(365).toSeconds();

  /**
   * Reads one; unknown members are ignored.
   *
   * @throws JsonException where a member is missing or mistyped, or a whole number out of range
   * @throws OrganismException where another value cannot be used
   */
  public static StartRequest of(JsonNode body) {
    Members members = Members.of(body);
    return new StartRequest(
        members.requireInt("generation", 0),
        members.optionalString("spec-path").map(StartRequest::path),
        members.optionalString("model").map(it -> named("model", it)),
        members.optionalString("escalation-model").map(it -> named("escalation-model", it)),
        members.optionalInt("max-gens", 1),
        members.optionalInt("max-retries", 0),
        members.optionalInt("max-parse-retries", 0),
        members.optionalLong("token-budget", 0),
        dollars(members.optional("usd-budget")),
        lifetime(members.optionalLong("lifetime-seconds", 1)));
  }

  private static Path path(String text) {
    try {
      Path path = Path.of(text);
      if (!text.isBlank() && path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw refused("spec-path", "is no path");
    }
    throw refused("spec-path", "must be an absolute path");
  }

  private static String named(String member, String text) {
    if (!text.matches("[\\x21-\\x7e]{1,200}")) {
      throw refused(member, "must be the name of a model");
    }
    return text;
  }

  private static OrganismException refused(String member, String why) {
    return new OrganismException(OrganismException.Kind.INVALID, "$.%s %s".formatted(member, why));
  }

  private static OptionalLong dollars(Optional<JsonNode> value) {
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!value.get().isNumber()) {
      throw refused("usd-budget", "must be a number of dollars");
    }
    BigDecimal dollars = value.get().decimalValue();
    if (dollars.signum() < 0 || dollars.compareTo(MOST_DOLLARS) > 0) {
      throw refused("usd-budget", "must be a number from 0 to " + MOST_DOLLARS);
    }
    return OptionalLong.of(dollars.movePointRight(6).setScale(0, RoundingMode.UP).longValueExact());
  }

  private static Optional<Duration> lifetime(OptionalLong seconds) {
    if (seconds.isEmpty()) {
      return Optional.empty();
    }
    if (seconds.getAsLong() > MOST_SECONDS) {
      throw refused("lifetime-seconds", "must be at most " + MOST_SECONDS);
    }
    return Optional.of(Duration.ofSeconds(seconds.getAsLong()));
  }

  /**
   * The order that it stands for.
   *
   * @param artifact the sealed directory of that generation
   * @param defaultModel for what the request does not name; an escalation model that is not named
   *     is the model that is
   * @param limits where the request says nothing else
   */
  public StartOrder order(
      Path artifact, String defaultModel, String defaultEscalationModel, OrganismLimits limits) {
    return new StartOrder(
        generation,
        artifact,
        specPath,
        model.orElse(defaultModel),
        escalationModel.or(() -> model).orElse(defaultEscalationModel),
        maxGens.orElse(StartOrder.MAX_GENS),
        maxRetries.orElse(StartOrder.MAX_RETRIES),
        maxParseRetries.orElse(StartOrder.MAX_PARSE_RETRIES),
        tokenBudget.orElse(0),
        budgetMicroUsd.orElse(0),
        lifetime.map(limits::withLifetime).orElse(limits));
  }

  /** As it is sent. */
  public ObjectNode json() {
    ObjectNode json = Json.object().put("generation", generation);
    specPath.ifPresent(it -> json.put("spec-path", it.toString()));
    model.ifPresent(it -> json.put("model", it));
    escalationModel.ifPresent(it -> json.put("escalation-model", it));
    maxGens.ifPresent(it -> json.put("max-gens", it));
    maxRetries.ifPresent(it -> json.put("max-retries", it));
    maxParseRetries.ifPresent(it -> json.put("max-parse-retries", it));
    tokenBudget.ifPresent(it -> json.put("token-budget", it));
    budgetMicroUsd.ifPresent(it -> json.put("usd-budget", BigDecimal.valueOf(it, 6)));
    lifetime.ifPresent(it -> json.put("lifetime-seconds", it.toSeconds()));
    return json;
  }
}
