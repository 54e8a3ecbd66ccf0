package dev.cambrian.server.supervisor;

import dev.cambrian.core.CambrianException;

/** A request that is refused; nothing was changed. The message tells the client what to do. */
public final class RequestException extends CambrianException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  public RequestException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Whose fault it is. */
  public enum Kind {
    /** The request says something that cannot be. */
    MALFORMED(400),
    /** Nobody that is known, or no token at all. */
    UNAUTHENTICATED(401),
    /** Known, and not allowed to. */
    FORBIDDEN(403),
    /** There is no such thing. */
    UNKNOWN(404),
    /** It did not come in time. */
    TOO_SLOW(408),
    /** What it is about is in another state than it needs. */
    CONFLICT(409),
    /** Larger than what is taken. */
    TOO_LARGE(413),
    /** This machine lacks what it needs. */
    UNAVAILABLE(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /** The HTTP status (RFC 9110). */
    public int status() {
      return status;
    }
  }
}
