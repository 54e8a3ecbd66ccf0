package dev.cambrian.server.cli;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.History;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** For the id of a campaign. */
final class CampaignId implements ITypeConverter<String> {
  private static final int MOST_NAMED = 10;

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

  /**
   * That of the command line, or the only one of the home where none is named there.
   *
   * @param named empty where none is
   */
  static String of(History history, String named) {
    return named.isEmpty()
        ? only(history, "name one")
            .orElseThrow(
                () ->
                    CliException.usage(
                        "there is no campaign here yet; 'cambrian evolve SPEC' begins one"))
        : named;
  }

  /**
   * The only campaign of the home; empty where it has none.
   *
   * @param todo what helps where it has several, which are listed
   */
  static Optional<String> only(History history, String todo) {
    List<String> ids = history.campaigns().stream().map(CampaignRecord::campaignId).toList();
    if (ids.size() > 1) {
      throw CliException.usage(
          "there are %d campaigns (%s%s): %s"
              .formatted(
                  ids.size(),
                  String.join(", ", ids.stream().limit(MOST_NAMED).toList()),
                  ids.size() > MOST_NAMED ? ", …; " + HINT : "",
                  todo));
    }
    return ids.stream().findFirst();
  }

  static Campaign campaign(History history, String id) {
    return Campaigns.find(history, id)
        .orElseThrow(
            () -> CliException.usage("there is no campaign %s here; %s".formatted(id, HINT)));
  }
}
