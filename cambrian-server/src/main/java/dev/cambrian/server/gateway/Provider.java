package dev.cambrian.server.gateway;

/** Answers calls whose bearer is known and whose request is understood. */
sealed interface Provider extends AutoCloseable permits PassThrough, Translated {
  /** Whether its answers use no budget. */
  boolean free();

  /**
   * @throws RefusedCall if there is no answer and nothing was sent to the client yet
   */
  void answer(Client client, Exchange exchange) throws Client.Gone;

  /** Answers how many input tokens the request has. */
  void count(Client client, MessagesRequest request) throws Client.Gone;

  @Override
  default void close() {}
}
