package dev.cambrian.rig;

import java.io.IOException;

/** Opens a sandbox for one verification. */
interface SandboxFactory {
  /** The name of what it opens, for reports. */
  String isolation();

  Sandbox open(Scratch scratch, Toolbox toolbox, int generation) throws IOException;
}
