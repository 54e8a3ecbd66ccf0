package dev.cambrian.server.cli;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.history.History;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** For the id of a campaign. */
final class CampaignId implements ITypeConverter<String> {
  static final String HINT = "'cambrian campaign list' lists them";

  @Override
  public String convert(String text) {
    return checked(text);
  }

  static String checked(String text) {
    if (!text.matches(CampaignEvent.ID)) {
      throw new TypeConversionException(
          "'%s' is not the id of a campaign; %s".formatted(text, HINT));
    }
    return text;
  }

  static Campaign campaign(History history, String id) {
    return Campaigns.find(history, id)
        .orElseThrow(
            () -> CliException.usage("there is no campaign %s here; %s".formatted(id, HINT)));
  }
}
