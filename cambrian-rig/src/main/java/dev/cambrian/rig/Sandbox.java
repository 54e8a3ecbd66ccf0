package dev.cambrian.rig;

import java.nio.file.Path;

/**
 * Where an artifact's commands run and from where they are probed. One instance serves one
 * verification, on one thread. The engine knows nothing else of isolation: a plain process,
 * bubblewrap and, inside a container, another user implement this.
 */
interface Sandbox extends AutoCloseable {
  /** The name in reports. */
  String isolation();

  /** How the commands see a path of the scratch directory. */
  String inside(Path host);

  /**
   * Makes sure that nothing listens on a port that the artifact is going to use.
   *
   * @throws InfrastructureException where another program does
   */
  void requireFree(int port) throws InterruptedException;

  /** Starts a command; its output is drained from now on. */
  RunningCommand start(ShellCommand command, long outputLimit);

  /**
   * Like {@link #start}, in the network that {@link #probe} reaches.
   *
   * @throws InfrastructureException where that network cannot be had
   */
  RunningCommand serve(ShellCommand command, long outputLimit) throws InterruptedException;

  /** One exchange with what {@link #serve} started. */
  ProbeAnswer probe(ProbeRequest request) throws InterruptedException;

  /** Kills whatever commands have left behind. */
  void sweep() throws InterruptedException;

  /** Ends everything; never throws. */
  @Override
  void close();
}
