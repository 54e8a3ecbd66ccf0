package dev.cambrian.core.artifact;

import dev.cambrian.core.CambrianException;
import java.nio.file.Path;

/** An artifact could not be written or read for a reason outside of it, such as a full disk. */
public final class ArtifactException extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final transient Path directory;

  ArtifactException(Path directory, String what) {
    super(directory + ": " + what);
    this.directory = directory;
  }

  ArtifactException(Path directory, String what, Throwable cause) {
    super(directory + ": " + what, cause);
    this.directory = directory;
  }

  public Path directory() {
    return directory;
  }
}
