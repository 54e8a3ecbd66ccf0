package dev.cambrian.core.artifact;

import dev.cambrian.core.CambrianException;

/** A file cannot stand in a file block and come back the same. */
public final class UnrenderableException extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final String path;

  UnrenderableException(String path, String why) {
    super("\"" + path + "\" cannot be shown as a file block: " + why);
    this.path = path;
  }

  public String path() {
    return path;
  }
}
