package dev.cambrian.core.history;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.event.StreamId;

/** The history could not do what was asked. */
public abstract sealed class HistoryException extends CambrianException {
  private static final long serialVersionUID = 1L;

  HistoryException(String message) {
    super(message);
  }

  HistoryException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The stream is not in the state that the append expects. */
  public static final class Conflict extends HistoryException {
    private static final long serialVersionUID = 1L;
    private final transient StreamId stream;
    private final long actualVersion;

    public Conflict(StreamId stream, WriteCondition expected, long actualVersion) {
      super("%s is at version %d, but %s was expected".formatted(stream, actualVersion, expected));
      this.stream = stream;
      this.actualVersion = actualVersion;
    }

    public StreamId stream() {
      return stream;
    }

    /** 0 where the stream does not exist. */
    public long actualVersion() {
      return actualVersion;
    }
  }

  /** The file cannot be opened, read or written now: full, locked, read-only, no directory. */
  public static final class Unavailable extends HistoryException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message) {
      super(message);
    }

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The file was written by a newer Cambrian. */
  public static final class TooNew extends HistoryException {
    private static final long serialVersionUID = 1L;

    public TooNew(String message) {
      super(message);
    }
  }

  /**
   * What is stored contradicts itself: no database, a broken digest, an event that does not decode.
   */
  public static final class Corrupt extends HistoryException {
    private static final long serialVersionUID = 1L;

    public Corrupt(String message) {
      super(message);
    }

    public Corrupt(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * What is to be appended cannot follow what the stream has: decide anew from the stream as it is.
   */
  public static final class IllegalTransition extends HistoryException {
    private static final long serialVersionUID = 1L;
    private final transient StreamId stream;

    public IllegalTransition(StreamId stream, String type, String reason) {
      super("%s cannot take %s: %s".formatted(stream, type, reason));
      this.stream = stream;
    }

    public StreamId stream() {
      return stream;
    }
  }

  /** A person's SQL was refused, is wrong or took too long. */
  public static final class QueryFailed extends HistoryException {
    private static final long serialVersionUID = 1L;

    public QueryFailed(String message) {
      super(message);
    }

    public QueryFailed(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
