package dev.cambrian.rig;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where an artifact's commands run and from where they are probed. One instance serves one
 * verification, on one thread. The engine knows nothing else of isolation: a plain process,
 * bubblewrap and, inside a container, another user implement this. Places may be opened on other
 * threads, and after {@link #close()} none stays.
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

  /**
   * Where a copy of what the build left is made for the tests; the working directory itself where
   * commands could tell another one from it.
   */
  Path testDirectory();

  /** A place for one command, with that working directory; it gets ready while others run. */
  Place place(Path directory);

  /** Begins what takes longest of a {@link #serverPlace}, where that is to be asked for later. */
  void prepareNetwork();

  /**
   * Like {@link #place}, in the network that {@link #probe} reaches.
   *
   * @throws InfrastructureException where that network cannot be had
   */
  Place serverPlace(Path directory) throws InterruptedException;

  /** Waits for its command; ends with the sandbox where none comes. */
  interface Place {
    /**
     * Starts the one command; its output is drained from now on.
     *
     * @throws InfrastructureException where the place did not get ready
     */
    RunningCommand start(ShellCommand command, long outputLimit) throws InterruptedException;
  }

  /** One exchange with what was started in a {@link #serverPlace}. */
  ProbeAnswer probe(ProbeRequest request) throws InterruptedException;

  /**
   * Requests at a fixed pace to what was started in a {@link #serverPlace}; empty where none can be
   * sent from here.
   *
   * @throws InfrastructureException where what sends them did not work
   */
  default Optional<Load.Figures> load(Load load) throws InterruptedException {
    return Optional.empty();
  }

  /** Kills whatever commands have left behind; places that wait are none of it. */
  void sweep() throws InterruptedException;

  /** The most bytes that the verification had in memory at once, where the system tells that. */
  default OptionalLong peakMemoryBytes() {
    return OptionalLong.empty();
  }

  /** Ends everything; never throws. */
  @Override
  void close();
}
