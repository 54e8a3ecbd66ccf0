package dev.cambrian.server.organism;

import java.util.UUID;

/** Where organisms get their tokens from. Used by several threads at once. */
public interface TokenSource {

  /**
   * Makes the token of a new organism, bound to what its order allows. It stays valid over restarts
   * of the Supervisor, until it is revoked.
   *
   * @return the secret; it is kept nowhere but in the organism
   */
  String issue(UUID organismId, StartOrder order);

  /** Makes it invalid for ever; does nothing where there is none. */
  void revoke(UUID organismId);
}
