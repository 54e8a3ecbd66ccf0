package dev.cambrian.server.cli;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignListener;
import dev.cambrian.core.campaign.CampaignRunner;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Node;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.WorkProgress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tells a campaign as it goes on: a line for each event, for people or for programs. */
final class CampaignDisplay implements CampaignListener, AutoCloseable {
  private static final EventCodec EVENTS = EventCodec.standard();
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Session session;
  private final boolean json;
  private final ProgressDisplay display;
  private int parallel = 1;
  private int total;
  private int scored;
  private int viable;

  CampaignDisplay(Session session, boolean json) {
    this.session = session;
    this.json = json;
    this.display = Displays.forPeople(session);
  }

  void begin(Campaign campaign, Pace pace) {
    if (json) {
      return;
    }
    CampaignSettings settings = campaign.settings();
    display.work(
        new WorkProgress.Begun(
            "campaign " + campaign.id(),
            new Caps(settings.tokenBudget(), settings.microUsdBudget()),
            pace,
            true));
    total = settings.trials();
    parallel = settings.parallel();
    for (Node node : campaign.nodes()) {
      scored += node.posterior().trials();
      viable += node.posterior().successes();
    }
    if (!campaign.trials().isEmpty()) {
      display.work(
          new WorkProgress.Spent(
              TokenUsage.of(campaign.spending().tokens(), 0),
              campaign.spending().tokensKnown(),
              campaign.spending().costKnown()
                  ? OptionalLong.of(campaign.spending().microUsd())
                  : OptionalLong.empty()));
    }
    count();
    tell(
        "campaign %s: %s"
            .formatted(
                campaign.id(),
                campaign.trials().isEmpty()
                    ? CampaignText.of(campaign.started())
                    : "goes on after %d trials".formatted(campaign.trials().size())));
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
      work(event);
    }
  }

  private synchronized void work(CampaignEvent event) {
    switch (event) {
      case CampaignEvent.TrialScored it -> {
        scored++;
        viable += it.viable() ? 1 : 0;
        count();
      }
      case CampaignEvent.ProposalAsked it ->
          display.work(
              new WorkProgress.Busy(
                  key(it),
                  "proposal %02d: %s node %d"
                      .formatted(it.proposal(), it.operator().id(), it.parent()),
                  Optional.empty()));
      case CampaignEvent.ProposalAnswered it ->
          display.work(new WorkProgress.Spent(it.usage(), it.usageKnown(), it.costMicroUsd()));
      case CampaignEvent.ProposalAccepted it -> display.work(new WorkProgress.Ended(key(it)));
      case CampaignEvent.ProposalRejected it -> display.work(new WorkProgress.Ended(key(it)));
      case CampaignEvent.ProposalAbandoned it -> display.work(new WorkProgress.Ended(key(it)));
      case CampaignEvent.Started _,
          CampaignEvent.Paused _,
          CampaignEvent.Resumed _,
          CampaignEvent.TrialStarted _,
          CampaignEvent.TrialVoided _,
          CampaignEvent.MonitorTriggered _,
          CampaignEvent.Finished _ -> {}
    }
  }

  private static String key(CampaignEvent.OfProposal event) {
    return "proposal " + event.proposal();
  }

  private void count() {
    display.work(new WorkProgress.Counted(scored, total, "trials", viable + " viable", parallel));
  }

  @Override
  public void grows(int trial, GrowthProgress progress) {
    if (!json) {
      if (progress instanceof GrowthProgress.Started started) {
        display.work(new WorkProgress.Named(started.generation(), "trial %02d".formatted(trial)));
      }
      display.work(new WorkProgress.Step(progress));
    }
  }

  @Override
  public void tell(String line) {
    if (!json) {
      note(line);
    }
  }

  /** A line about the campaign that is no event of it; it may quote hostile text. */
  void note(String line) {
    display.note(line);
  }

  private synchronized void print(String line) {
    session.line(line);
    session.out().flush();
  }

  @Override
  public void close() {
    display.close();
  }

  /**
   * @param promoted the file with the spec that takes the base's place
   */
  void end(Campaign campaign, CampaignRunner.Result result, Optional<Path> promoted) {
    display.close();
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
                  Format.hash(campaign.specHash(node.index())),
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
