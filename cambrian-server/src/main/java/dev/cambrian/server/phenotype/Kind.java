package dev.cambrian.server.phenotype;

import java.util.Locale;

/**
 * What sort of place offspring differ in, the most visible from outside first. The weight is how
 * much a difference of that sort counts in the ranking: a behaviour counts whole, a name that only
 * the code itself uses counts an eighth.
 */
public enum Kind {
  /** What is answered to a request: status, content type, members, {@code Allow}; verdicts. */
  BEHAVIOUR(1),
  /** Paths, HTTP methods and statuses that stand in the code. */
  ENDPOINT(0.5),
  /** Values with a name, among those that use the name: constants, and numbers beside a text. */
  CONSTANT(0.5),
  /** Numbers, and names of headers, members and variables, that stand in the code. */
  LITERAL(0.25),
  /** Texts that stand in the code, and the words of an answer that reports a mistake. */
  WORDING(0.25),
  /** Declared types, their methods, components and constants that are not private. */
  API(0.125),
  /** Which files there are, and how large. */
  FILE(0.125);

  private final double weight;

  Kind(double weight) {
    this.weight = weight;
  }

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Above 0 and at most 1. */
  public double weight() {
    return weight;
  }
}
