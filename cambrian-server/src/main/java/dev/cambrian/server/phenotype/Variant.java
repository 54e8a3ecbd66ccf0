package dev.cambrian.server.phenotype;

import java.util.List;
import java.util.Optional;

/**
 * One of the ways that offspring have it.
 *
 * @param value {@link #PRESENT}, {@link #ABSENT} or what it is; hostile text, bounded
 * @param offspring that have it so, by name, ascending as they were given; not empty
 * @param example empty where there is nothing to point at
 */
public record Variant(String value, List<String> offspring, Optional<Example> example) {
  /** It is there, and that is all there is to say. */
  public static final String PRESENT = "present";

  /** It is not there. */
  public static final String ABSENT = "absent";

  public Variant {
    offspring = List.copyOf(offspring);
  }
}
