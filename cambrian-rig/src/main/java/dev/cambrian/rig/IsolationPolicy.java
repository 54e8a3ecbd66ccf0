package dev.cambrian.rig;

/** Whether code may run unprotected. */
public enum IsolationPolicy {
  /** Code from a live model or of unknown origin: without a sandbox nothing runs. */
  REQUIRE_SANDBOX,
  /** Recorded answers that ship with the project, or the user said {@code --unsafe-no-sandbox}. */
  ALLOW_NONE
}
