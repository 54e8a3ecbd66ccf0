package dev.cambrian.core.campaign;

import dev.cambrian.core.CambrianException;

/** A campaign could not be begun or gone on with; the message says why. */
public final class CampaignException extends CambrianException {
  public CampaignException(String message) {
    super(message);
  }
}
