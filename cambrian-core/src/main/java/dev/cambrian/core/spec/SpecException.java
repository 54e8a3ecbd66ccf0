package dev.cambrian.core.spec;

import dev.cambrian.core.CambrianException;
import java.util.List;

/** A spec could not be read; the message shows the first error with its place. */
public final class SpecException extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final String file;
  private final transient List<Finding> findings;

  SpecException(String file, List<Finding> findings) {
    super(message(file, findings));
    this.file = file;
    this.findings = List.copyOf(findings);
  }

  /** As it was named by the caller. */
  public String file() {
    return file;
  }

  /** Everything that was found, warnings included, by line. */
  public List<Finding> findings() {
    return findings;
  }

  private static String message(String file, List<Finding> findings) {
    List<Finding> errors = findings.stream().filter(Finding::isError).toList();
    String first = errors.getFirst().at(file);
    return errors.size() == 1
        ? first
        : first + " and " + (errors.size() - 1) + " more; run: cambrian spec lint " + file;
  }
}
