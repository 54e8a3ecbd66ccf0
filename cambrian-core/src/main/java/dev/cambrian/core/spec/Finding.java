package dev.cambrian.core.spec;

/**
 * Something that is wrong with a spec.
 *
 * @param rule stable name in kebab-case; {@link SpecLint} lists them
 * @param line of the file, from 1; 0 where the finding is about the file as a whole
 * @param message one line: what is wrong and what to do
 */
public record Finding(String rule, Severity severity, int line, String message) {

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** {@code FILE:LINE: message (rule)}, without the line where there is none. */
  public String at(String file) {
    return file + (line > 0 ? ":" + line : "") + ": " + message + " (" + rule + ")";
  }
}
