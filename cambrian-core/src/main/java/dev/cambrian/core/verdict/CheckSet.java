package dev.cambrian.core.verdict;

import java.util.Locale;

/**
 * A set of contracts that come from beside the spec and inform: no verdict depends on what they
 * find. Each has its member in the report's health check, such as {@code examiner-results}, and its
 * rate in the fitness, such as {@code examiner_pass_rate}; both are absent where it was not given.
 */
public enum CheckSet {
  /** Written by a model that saw only the spec. */
  EXAMINER,
  /** Written by a model that saw spec and code, to be broken by what the code has wrong. */
  REDTEAM,
  /** Written against what failed most in an earlier campaign. */
  ADAPTIVE;

  /** As options and orders name it, such as {@code examiner}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its member in the report's health check. */
  public String member() {
    return id() + "-results";
  }

  /** The share of its contracts that passed, in the fitness. */
  public String rate() {
    return id() + "_pass_rate";
  }
}
