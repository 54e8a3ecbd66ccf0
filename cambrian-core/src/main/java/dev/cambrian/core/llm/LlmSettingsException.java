package dev.cambrian.core.llm;

import dev.cambrian.core.CambrianException;

/** The settings choose no usable model: unknown provider, missing key, no command. */
public final class LlmSettingsException extends CambrianException {
  private static final long serialVersionUID = 1L;

  LlmSettingsException(String message) {
    super(message);
  }
}
