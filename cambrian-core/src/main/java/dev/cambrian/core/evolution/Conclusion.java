package dev.cambrian.core.evolution;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a campaign ends.
 *
 * @param promoted the mutant that takes the base's place; empty where the base stays
 * @param probabilityBetter of that mutant, else of the one that came nearest; empty where none was
 *     compared
 * @param reason one line for people
 */
public record Conclusion(
    Optional<Integer> promoted, OptionalDouble probabilityBetter, String reason) {}
