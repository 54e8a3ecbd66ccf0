package dev.cambrian.server.gateway;

import dev.cambrian.core.llm.Purpose;
import java.util.UUID;

/**
 * Hears what organisms ask, while it is asked; whole answers are in the history. Called by the
 * threads that do the work: implementations are thread-safe and return at once.
 */
public interface GatewayListener {
  /** Hears nothing. */
  GatewayListener NONE =
      new GatewayListener() {
        @Override
        public void asking(Call call) {}

        @Override
        public void refused(Call call, Fault fault, String reason) {}
      };

  /**
   * A request that an organism makes.
   *
   * @param generation that runs
   * @param ordinal from 1, of those of this purpose, counted along the lineage
   */
  record Call(UUID organismId, int generation, String model, Purpose purpose, int ordinal) {}

  /** Why there is no answer. */
  enum Fault {
    /** No recording answers it. */
    NOT_RECORDED,
    /** Tokens or money are used up. */
    BUDGET,
    /** The provider cannot or will not answer. */
    PROVIDER,
    /** What was asked cannot be. */
    REQUEST
  }

  /** It is going to be asked. */
  void asking(Call call);

  /**
   * It gets no answer.
   *
   * @param reason one line, as the organism is told it
   */
  void refused(Call call, Fault fault, String reason);
}
