package dev.cambrian.core.json;

import dev.cambrian.core.CambrianException;

/** A document is not JSON, or not of the form that is read. */
public final class JsonException extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final String path;

  JsonException(String path, String problem) {
    super(path + ": " + problem);
    this.path = path;
  }

  /**
   * Where: a JSON path such as {@code $.checks.build}, or {@code line 3, column 7} where the text
   * itself is broken.
   */
  public String path() {
    return path;
  }
}
