package dev.cambrian.server.organism;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to run and how far it may go.
 *
 * @param generation that is promoted; 0: a hand-made artifact
 * @param artifact its sealed directory; only its files are used, as copies
 * @param spec that it is to grow from; its own where absent
 * @param model that it asks first
 * @param escalationModel that it asks in a retry
 * @param maxGens generations that it may grow, at least 1
 * @param maxRetries informed retries of each, at least 0
 * @param maxParseRetries repairs of each answer, at least 0
 * @param tokenBudget tokens in its whole life; 0: no limit
 * @param budgetMicroUsd millionths of a dollar in its whole life; 0: no limit
 */
public record StartOrder(
    int generation,
    Path artifact,
    Optional<Path> spec,
    String model,
    String escalationModel,
    int maxGens,
    int maxRetries,
    int maxParseRetries,
    long tokenBudget,
    long budgetMicroUsd,
    OrganismLimits limits) {

  /** As section 9 of the design has it. */
  static final int MAX_GENS = 5;

  static final int MAX_RETRIES = 3;
  static final int MAX_PARSE_RETRIES = 2;

  public StartOrder {
    if (generation < 0 || maxGens < 1 || maxRetries < 0 || maxParseRetries < 0) {
      throw new IllegalArgumentException("a number of a start order is out of range");
    }
    if (tokenBudget < 0 || budgetMicroUsd < 0) {
      throw new IllegalArgumentException("a budget is 0 or more");
    }
    if (model.isBlank() || escalationModel.isBlank()) {
      throw new IllegalArgumentException("an organism needs models to ask for");
    }
    artifact = artifact.toAbsolutePath().normalize();
  }

  /** With the defaults of everything else. */
  public static StartOrder of(int generation, Path artifact, String model, String escalationModel) {
    return new StartOrder(
        generation,
        artifact,
        Optional.empty(),
        model,
        escalationModel,
        MAX_GENS,
        MAX_RETRIES,
        MAX_PARSE_RETRIES,
        0,
        0,
        OrganismLimits.DEFAULT);
  }

  /** With another spec to grow from. */
  public StartOrder withSpec(Path file) {
    return new StartOrder(
        generation,
        artifact,
        Optional.of(file),
        model,
        escalationModel,
        maxGens,
        maxRetries,
        maxParseRetries,
        tokenBudget,
        budgetMicroUsd,
        limits);
  }

  /** With other limits. */
  public StartOrder withLimits(OrganismLimits others) {
    return new StartOrder(
        generation,
        artifact,
        spec,
        model,
        escalationModel,
        maxGens,
        maxRetries,
        maxParseRetries,
        tokenBudget,
        budgetMicroUsd,
        others);
  }
}
