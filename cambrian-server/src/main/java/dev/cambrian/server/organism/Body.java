package dev.cambrian.server.organism;

import java.util.Optional;
import java.util.function.Consumer;

/** A container or process that an organism lives in. */
interface Body {
  /** Its container, where it is one. */
  Optional<String> containerId();

  /**
   * Has it begin, with its keeper's order.
   *
   * @throws OrganismException where it does not begin
   */
  void start(byte[] order);

  /** Takes output as it comes. */
  interface Sink {
    void take(byte[] bytes, int length);
  }

  /**
   * Waits for its end.
   *
   * @param states told as its keeper tells them
   * @param printed told what it prints, where somebody wants to know
   */
  End await(Consumer<Organism.State> states, Optional<Sink> printed) throws InterruptedException;

  /** Asks it to end; its keeper ends it after its grace. */
  void stop();

  /** Ends it at once. */
  void kill();

  /**
   * The last lines that it printed, hostile as they are.
   *
   * @param lines at least 1
   * @return at most {@link LogTail#MOST_BYTES}
   */
  byte[] log(int lines);

  /** Removes all that is left of it outside of the home. */
  void remove();
}
