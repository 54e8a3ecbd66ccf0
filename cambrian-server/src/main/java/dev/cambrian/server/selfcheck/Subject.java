package dev.cambrian.server.selfcheck;

import dev.cambrian.core.spec.Toolchain;
import java.util.function.Supplier;

/** What a fixture puts before Cambrian. */
sealed interface Subject {
  /** An artifact that is judged. */
  record Judged(ArtifactPlan plan) implements Subject {}

  /**
   * A model's answer that is read, and sealed where it can be; nothing of it runs.
   *
   * @param text made when it is needed, for some are large
   */
  record Answered(Toolchain toolchain, Supplier<String> text) implements Subject {}

  /** A specification that is registered; nothing of it runs. */
  record Registered(String fileName, Supplier<String> text) implements Subject {}
}
