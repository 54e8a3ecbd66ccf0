package dev.cambrian.core.pipeline;

import dev.cambrian.core.CambrianException;

/**
 * The pipeline could not do its work for a reason of this machine; the message says which and what
 * mends it.
 */
public final class PipelineException extends CambrianException {
  private static final long serialVersionUID = 1L;

  public PipelineException(String message) {
    super(message);
  }

  public PipelineException(String message, Throwable cause) {
    super(message, cause);
  }
}
