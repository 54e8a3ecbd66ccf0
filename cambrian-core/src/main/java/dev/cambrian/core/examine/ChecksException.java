package dev.cambrian.core.examine;

import dev.cambrian.core.CambrianException;
import java.nio.file.Path;

/** The checks that a home keeps cannot be read or written. */
public final class ChecksException extends CambrianException {
  private static final long serialVersionUID = 1L;

  /** A path is not serializable by contract. */
  private final transient Path file;

  ChecksException(Path file, String problem, Throwable cause) {
    super("the checks in %s %s; mend or remove the file".formatted(file, problem), cause);
    this.file = file;
  }

  public Path file() {
    return file;
  }
}
