package dev.cambrian.rig;

/** Opens a sandbox for one verification. */
interface SandboxFactory {
  /** The name of what it opens, for reports. */
  String isolation();

  /**
   * Opens it.
   *
   * @throws InfrastructureException where that is not possible
   */
  Sandbox open(Scratch scratch, Toolbox toolbox, int generation);
}
