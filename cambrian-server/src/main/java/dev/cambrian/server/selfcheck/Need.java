package dev.cambrian.server.selfcheck;

import java.util.Locale;
import java.util.Set;

/** What a fixture can only be run with; the fixture is counted and told where it is not there. */
enum Need {
  /** A wall that only a container has. */
  CONTAINER("a container"),
  /** Makes something that only root can make. */
  ROOT("root");

  private final String words;

  Need(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** What the user that this process runs as can give. */
  static Set<Need> ofThisUser() {
    return "root".equals(System.getProperty("user.name")) ? Set.of(ROOT) : Set.of();
  }

  static Need of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
