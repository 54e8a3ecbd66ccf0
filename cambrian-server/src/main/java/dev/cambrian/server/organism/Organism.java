package dev.cambrian.server.organism;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An organism as it stands, running or not.
 *
 * @param isolation {@code docker}, {@code bubblewrap} or {@code none}
 * @param specHash of the spec that it grows from
 * @param containerId of its container, where it has one
 * @param started when it was asked for
 * @param end how it came to its end
 */
public record Organism(
    UUID id,
    int generation,
    State state,
    String isolation,
    String specHash,
    String model,
    String escalationModel,
    int maxGens,
    int maxRetries,
    int maxParseRetries,
    long tokenBudget,
    long lifetimeSeconds,
    Optional<String> containerId,
    Instant started,
    Optional<Ended> end) {

  /** Where it stands. */
  public enum State {
    /** Its container or process is there, and its build command runs. */
    BUILDING,
    /** Its start command runs. */
    RUNNING,
    /** It was asked to end. */
    STOPPING,
    STOPPED;

    /** On the wire, such as {@code building}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<State> of(String id) {
      for (State state : values()) {
        if (state.id().equals(id)) {
          return Optional.of(state);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Its end.
   *
   * @param exitCode of its command, where that ended; above 128 it is 128 and a signal
   * @param peakMemoryBytes the most that it had in memory at once, cached files included, where the
   *     system tells that
   */
  public record Ended(
      StopReason reason,
      Optional<Integer> exitCode,
      OptionalLong peakMemoryBytes,
      Instant stopped) {}

  static Organism born(
      UUID id, StartOrder order, String isolation, String specHash, Instant started) {
    return new Organism(
        id,
        order.generation(),
        State.BUILDING,
        isolation,
        specHash,
        order.model(),
        order.escalationModel(),
        order.maxGens(),
        order.maxRetries(),
        order.maxParseRetries(),
        order.tokenBudget(),
        order.limits().lifetime().toSeconds(),
        Optional.empty(),
        started,
        Optional.empty());
  }

  Organism in(State next) {
    return with(next, containerId, end);
  }

  Organism inContainer(Optional<String> container) {
    return with(state, container, end);
  }

  Organism ended(Ended how) {
    return with(State.STOPPED, containerId, Optional.of(how));
  }

  private Organism with(State next, Optional<String> container, Optional<Ended> how) {
    return new Organism(
        id,
        generation,
        next,
        isolation,
        specHash,
        model,
        escalationModel,
        maxGens,
        maxRetries,
        maxParseRetries,
        tokenBudget,
        lifetimeSeconds,
        container,
        started,
        how);
  }

  /** In kebab-case; what is absent is left out. */
  public ObjectNode json() {
    ObjectNode json =
        Json.object()
            .put("organism-id", id.toString())
            .put("generation", generation)
            .put("state", state.id())
            .put("isolation", isolation)
            .put("spec-hash", specHash)
            .put("model", model)
            .put("escalation-model", escalationModel)
            .put("max-gens", maxGens)
            .put("max-retries", maxRetries)
            .put("max-parse-retries", maxParseRetries)
            .put("token-budget", tokenBudget)
            .put("lifetime-seconds", lifetimeSeconds)
            .put("started", started.toString());
    containerId.ifPresent(it -> json.put("container-id", it));
    end.ifPresent(
        it -> {
          json.put("stopped", it.stopped().toString());
          json.put("reason", it.reason().text());
          it.exitCode().ifPresent(code -> json.put("exit-code", code));
          it.peakMemoryBytes().ifPresent(bytes -> json.put("peak-memory-bytes", bytes));
        });
    return json;
  }

  /**
   * Reads what {@link #json} gives.
   *
   * @throws JsonException where it is something else
   */
  public static Organism of(JsonNode json) {
    Members members = Members.of(json);
    return new Organism(
        UUID.fromString(members.requireString("organism-id")),
        members.requireInt("generation", 0),
        members.requireNamed("state", State::of),
        members.requireString("isolation"),
        members.requireString("spec-hash"),
        members.requireString("model"),
        members.requireString("escalation-model"),
        members.requireInt("max-gens"),
        members.requireInt("max-retries"),
        members.requireInt("max-parse-retries"),
        members.requireLong("token-budget", 0),
        members.requireLong("lifetime-seconds", 0),
        members.optionalString("container-id"),
        members.requireNamed("started", Organism::instant),
        members
            .optionalNamed("reason", StopReason::of)
            .map(
                reason ->
                    new Ended(
                        reason,
                        members.optionalInt("exit-code", Integer.MIN_VALUE),
                        members.optionalLong("peak-memory-bytes", 0),
                        members.requireNamed("stopped", Organism::instant))));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
