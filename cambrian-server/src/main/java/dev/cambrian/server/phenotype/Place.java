package dev.cambrian.server.phenotype;

import java.util.List;

/**
 * Where offspring differ.
 *
 * @param subjects what differs; several where the same offspring part from the others in all of
 *     them
 * @param offspring how many were compared in it, at least 2
 * @param all how many there are
 * @param measure {@link Disagreement#of} over the variants, above 0 and at most 1
 * @param variants of the first subject, at least two, the most frequent first
 * @param sections that it comes from, the likeliest first; empty where no section shares a word
 */
public record Place(
    Kind kind,
    List<String> subjects,
    int offspring,
    int all,
    double measure,
    List<Variant> variants,
    List<SectionMatch> sections) {
  public Place {
    subjects = List.copyOf(subjects);
    variants = List.copyOf(variants);
    sections = List.copyOf(sections);
  }

  /** What it is ranked by: the measure, times the kind's weight, times the share compared. */
  public double rank() {
    return measure * kind.weight() * offspring / all;
  }

  /**
   * A section that has the words of a place.
   *
   * @param line of the heading, from 1
   * @param score of {@link Attribution}; only its order within one place means anything
   */
  public record SectionMatch(String heading, int line, double score) {}
}
