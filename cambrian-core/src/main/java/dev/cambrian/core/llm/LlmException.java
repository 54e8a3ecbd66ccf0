package dev.cambrian.core.llm;

import dev.cambrian.core.CambrianException;

/** No answer could be had. */
public abstract sealed class LlmException extends CambrianException {
  private static final long serialVersionUID = 1L;

  LlmException(String message) {
    super(message);
  }

  LlmException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The provider could not be reached, or stayed overloaded longer than the waits allow: try later.
   */
  public static final class Unavailable extends LlmException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message) {
      super(message);
    }

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The provider refuses this request as it stands (key, model, size, parameters): asking again is
   * no use.
   */
  public static final class Refused extends LlmException {
    private static final long serialVersionUID = 1L;
    private final int status;

    /**
     * @param status the HTTP status, or the exit code of a command, or 0
     */
    public Refused(String message, int status) {
      super(message);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  /** No recording answers this request. */
  public static final class NotRecorded extends LlmException {
    private static final long serialVersionUID = 1L;

    public NotRecorded(String message) {
      super(message);
    }
  }

  /** The token or money budget does not allow the call; nothing was sent. */
  public static final class BudgetExhausted extends LlmException {
    private static final long serialVersionUID = 1L;

    public BudgetExhausted(String message) {
      super(message);
    }
  }

  /** The asking thread was interrupted. */
  public static final class Interrupted extends LlmException {
    private static final long serialVersionUID = 1L;

    public Interrupted() {
      super("interrupted while waiting for the model");
    }
  }
}
