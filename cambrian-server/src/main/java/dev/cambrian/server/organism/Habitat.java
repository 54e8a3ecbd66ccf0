package dev.cambrian.server.organism;

import dev.cambrian.core.spec.Spec;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Where organisms live. */
interface Habitat extends AutoCloseable {
  /** As it stands in events. */
  String isolation();

  /**
   * Why an organism of that spec cannot live there, in one line that says what mends it; empty
   * where it can.
   */
  Optional<String> refusal(Spec own);

  /**
   * The order of its keeper.
   *
   * @throws OrganismException where something that it needs is missing
   */
  byte[] order(Birth birth);

  /**
   * Makes the body; it does not run yet.
   *
   * @throws OrganismException where that is not possible
   */
  Body create(Birth birth);

  /** The body of an organism of this home that an earlier Supervisor made, running or not. */
  Optional<Body> find(UUID id);

  /** Removes every body of this home but those; gives their number. */
  int removeAllBut(Set<UUID> known);

  @Override
  void close();
}
