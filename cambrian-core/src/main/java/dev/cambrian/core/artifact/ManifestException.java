package dev.cambrian.core.artifact;

import dev.cambrian.core.CambrianException;

/** A {@code manifest.json} cannot be read. */
public final class ManifestException extends CambrianException {
  private static final long serialVersionUID = 1L;

  ManifestException(String what) {
    super("manifest.json: " + what);
  }
}
