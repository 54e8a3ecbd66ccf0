package dev.cambrian.server.bench;

import java.nio.file.Path;
import java.util.Optional;

/** The browser that {@link Chromium} takes, for tests elsewhere. */
public final class InstalledChromium {
  /** What mends it where there is none. */
  public static final String MISSING = Chromium.MISSING;

  private InstalledChromium() {}

  /** Where it is on this machine. */
  public static Optional<Path> find() {
    return Chromium.find(System.getenv());
  }
}
