package dev.cambrian.server.phenotype;

/**
 * Where a variant stands.
 *
 * @param offspring that has it
 * @param path of the file; empty where it stands in none
 * @param line from 1; 0 where it stands in no line
 */
public record Example(String offspring, String path, int line) {
  /** Such as {@code trial 03 src/A.java:7}; hostile text. */
  public String text() {
    return (offspring + (path.isEmpty() ? "" : " " + path) + (line > 0 ? ":" + line : "")).strip();
  }
}
