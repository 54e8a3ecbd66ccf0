package dev.cambrian.server.cli;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignListener;
import dev.cambrian.core.campaign.CampaignRunner;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.evolution.Node;
import dev.cambrian.server.terminal.SafeText;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tells a campaign as it goes on: a line for each event, for people or for programs. */
final class CampaignDisplay implements CampaignListener {
  private static final EventCodec EVENTS = EventCodec.standard();
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Session session;
  private final boolean json;

  CampaignDisplay(Session session, boolean json) {
    this.session = session;
    this.json = json;
  }

  void begin(Campaign campaign) {
    if (!json) {
      tell(
          "campaign %s: %s"
              .formatted(
                  campaign.id(),
                  campaign.trials().isEmpty()
                      ? CampaignText.of(campaign.started())
                      : "goes on after %d trials".formatted(campaign.trials().size())));
    }
  }

  @Override
  public void on(CampaignEvent event) {
    if (json) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("event", EventCodec.typeOf(event));
      line.set("data", JSON.readTree(EVENTS.encode(event).data()));
      print(line.toString());
    } else {
      tell("%s %s".formatted(EventCodec.typeOf(event), CampaignText.of(event)));
    }
  }

  @Override
  public void tell(String line) {
    if (!json) {
      note(line);
    }
  }

  /** A line about the campaign that is no event of it; it may quote hostile text. */
  synchronized void note(String line) {
    session.err().println(SafeText.line(line));
  }

  private synchronized void print(String line) {
    session.line(line);
    session.out().flush();
  }

  /**
   * @param promoted the file with the spec that takes the base's place
   */
  void end(Campaign campaign, CampaignRunner.Result result, Optional<Path> promoted) {
    if (json) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("event", "result").put("campaign-id", campaign.id());
      line.put("result", result.name().toLowerCase(Locale.ROOT));
      campaign.finished().ifPresent(it -> line.put("ending", it.ending().id()));
      promoted.ifPresent(it -> line.put("spec", it.toString()));
      print(line.toString());
      return;
    }
    session.line("");
    session.line(
        "Campaign %s: %s".formatted(campaign.id(), SafeText.line(sentence(campaign, result))));
    for (Node node : campaign.nodes()) {
      session.line(
          "  %-4s %s  %d of %d"
              .formatted(
                  node.index() == 0 ? "base" : String.valueOf(node.index()),
                  campaign.specHash(node.index()).substring(0, 19),
                  node.posterior().successes(),
                  node.posterior().trials()));
    }
    promoted.ifPresent(it -> session.line("  promoted  " + SafeText.line(it.toString())));
    session.line("");
    session.line("Next:");
    session.line(
        result == CampaignRunner.Result.FINISHED
            ? "  cambrian campaign show %s".formatted(campaign.id())
            : "  cambrian evolve --resume %s".formatted(campaign.id()));
  }

  private static String sentence(Campaign campaign, CampaignRunner.Result result) {
    return switch (result) {
      case FINISHED ->
          campaign
              .finished()
              .map(it -> "%s: %s".formatted(it.ending().id(), it.reason()))
              .orElse("");
      case PAUSED -> "paused: " + campaign.paused().orElse("");
      case STOPPED -> "stopped; nothing is lost";
    };
  }
}
