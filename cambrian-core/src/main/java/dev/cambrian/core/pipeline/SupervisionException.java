package dev.cambrian.core.pipeline;

import dev.cambrian.core.CambrianException;

/** Something was asked of a generation that is not to be had; nothing was changed. */
public abstract sealed class SupervisionException extends CambrianException {
  private static final long serialVersionUID = 1L;

  private final int generation;

  private SupervisionException(int generation, String message) {
    super(message);
    this.generation = generation;
  }

  public int generation() {
    return generation;
  }

  /** There is no generation of that number. */
  public static final class Unknown extends SupervisionException {
    private static final long serialVersionUID = 1L;

    public Unknown(int generation) {
      super(
          generation,
          "there is no generation %d; GET /versions or `cambrian log` lists what there is"
              .formatted(generation));
    }
  }

  /** It is not in a state in which that can be done. */
  public static final class WrongState extends SupervisionException {
    private static final long serialVersionUID = 1L;

    public WrongState(int generation, String message) {
      super(generation, message);
    }
  }
}
