package dev.cambrian.server.gateway;

import dev.cambrian.core.CambrianException;

/** The gateway cannot keep or find what it needs: the disk, the home. */
public final class GatewayException extends CambrianException {
  private static final long serialVersionUID = 1L;

  GatewayException(String message, Throwable cause) {
    super(message, cause);
  }
}
