package dev.cambrian.core.mutation;

/**
 * A rule that a proposal breaks.
 *
 * @param reason one line of printable ASCII (cut text ends in {@code …}), fit for an event and for
 *     the model
 */
public record Refusal(ProposalRule rule, String reason) {}
