package dev.cambrian.core.verdict;

import java.util.Locale;
import java.util.Optional;

/** The rig's stages in their order. */
public enum Stage {
  MANIFEST(1),
  BUILD(2),
  TEST(3),
  START(4),
  HEALTH(5);

  private final int position;

  Stage(int position) {
    this.position = position;
  }

  /** Its place in the order, from 1. */
  public int position() {
    return position;
  }

  /** The name in reports and events, such as {@code build}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Stage> of(String id) {
    for (Stage stage : values()) {
      if (stage.id().equals(id)) {
        return Optional.of(stage);
      }
    }
    return Optional.empty();
  }
}
