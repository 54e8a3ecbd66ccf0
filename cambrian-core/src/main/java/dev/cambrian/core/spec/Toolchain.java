package dev.cambrian.core.spec;

import java.util.Locale;
import java.util.Optional;

/** The languages that the rig can build, test and start; {@code java} where a spec names none. */
public enum Toolchain {
  JAVA,
  PYTHON,
  NODE;

  /** The name in front matter and manifest: {@code java}, {@code python} or {@code node}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The toolchain of that exact name. */
  public static Optional<Toolchain> of(String id) {
    for (Toolchain toolchain : values()) {
      if (toolchain.id().equals(id)) {
        return Optional.of(toolchain);
      }
    }
    return Optional.empty();
  }
}
