package dev.cambrian.server.organism;

/**
 * Hears how organisms live. Called by the threads that watch them: implementations are thread-safe
 * and return at once. Starts and ends are in the history as well.
 */
public interface OrganismListener {
  /** Hears nothing. */
  OrganismListener NONE =
      new OrganismListener() {
        @Override
        public boolean hears() {
          return false;
        }

        @Override
        public void stands(Organism organism) {}

        @Override
        public void printed(Organism organism, byte[] bytes, int length) {}
      };

  /** Whether it wants to know what they print, which costs something. */
  default boolean hears() {
    return true;
  }

  /** It stands differently from now on, such as running after it was building. */
  void stands(Organism organism);

  /**
   * It printed something, in pieces as they come: hostile bytes, without its token.
   *
   * @param length how many of the bytes count; they are others after the call
   */
  void printed(Organism organism, byte[] bytes, int length);
}
