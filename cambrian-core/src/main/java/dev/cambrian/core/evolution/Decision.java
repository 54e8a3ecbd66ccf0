package dev.cambrian.core.evolution;

/** What a campaign does next. */
public sealed interface Decision {
  /** One more trial of a spec. */
  record Try(int node, Phase phase) implements Decision {}

  /** A mutant of a spec is to be proposed. */
  record Propose(int parent) implements Decision {}

  /** Nothing until something that was begun has ended. */
  record Await() implements Decision {}

  /** The campaign is over. */
  record Finish(Conclusion conclusion) implements Decision {}
}
