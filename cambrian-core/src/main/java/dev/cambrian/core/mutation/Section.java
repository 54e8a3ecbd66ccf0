package dev.cambrian.core.mutation;

/**
 * One part of a spec's text.
 *
 * @param id unique within its spec and stable as long as no heading of the same name comes before
 *     it: lower-case letters and digits of the title with hyphens between them
 * @param title the heading as it is written; of a FROZEN block its name; of what follows a FROZEN
 *     block the heading with a number, such as {@code Rules (2)}; empty before the first heading
 * @param level of the heading, 1 to 6; 0 where there is none
 * @param firstLine of the file, from 1
 * @param text with its heading and line ends
 * @param evolvable whether a proposal may change it: it is prose, has some besides its heading and
 *     fences, and can stand in a file block of an answer
 */
public record Section(
    String id, String title, int level, int firstLine, String text, Kind kind, boolean evolvable) {

  public enum Kind {
    FRONT_MATTER,
    PROSE,
    FROZEN
  }

  public Section {
    if (evolvable && kind != Kind.PROSE) {
      throw new IllegalArgumentException("only prose evolves, not " + id);
    }
  }

  /** Whether evolution may never touch it. */
  public boolean frozen() {
    return kind == Kind.FROZEN;
  }
}
