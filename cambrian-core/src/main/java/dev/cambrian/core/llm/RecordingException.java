package dev.cambrian.core.llm;

import dev.cambrian.core.CambrianException;
import java.nio.file.Path;

/** A recording cannot be read, contradicts itself or another one, or cannot be written. */
public final class RecordingException extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final transient Path file;

  RecordingException(Path file, String problem) {
    super("recording %s: %s".formatted(file, problem));
    this.file = file;
  }

  RecordingException(Path file, String problem, Throwable cause) {
    super("recording %s: %s".formatted(file, problem), cause);
    this.file = file;
  }

  /** The file or directory at fault. */
  public Path file() {
    return file;
  }
}
