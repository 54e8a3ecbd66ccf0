package dev.cambrian.core.spec;

import java.util.Locale;

/** How bad a {@link Finding} is: an error keeps the spec from being read. */
public enum Severity {
  ERROR,
  WARNING;

  /** {@code error} or {@code warning}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
