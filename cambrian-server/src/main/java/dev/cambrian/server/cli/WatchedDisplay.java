package dev.cambrian.server.cli;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.EventProgress;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.WorkProgress;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** Shows the events of a server on the display that growths have. */
final class WatchedDisplay implements Watching.Sink {
  private final Session session;
  private final ServerClient server;
  private final ProgressDisplay display;
  private final EventProgress told;
  private final URI address;
  private final Set<String> campaigns = new HashSet<>();
  private final Optional<WatchedNow> now;

  /**
   * @param now told beside the events; empty where they alone are wanted
   */
  WatchedDisplay(
      Session session, ServerClient server, ProgressDisplay display, Optional<WatchedNow> now)
      throws InterruptedException {
    this.now = now;
    this.session = session;
    this.server = server;
    this.display = display;
    this.address = server.server(session);
    // Places are of the server's home, wherever that is.
    this.told = new EventProgress(display, this::report, UnaryOperator.identity());
    idle();
  }

  @Override
  public void show(Watching.Heard heard) {
    Duration since = Duration.between(heard.at(), session.clock().instant());
    Duration age = since.isNegative() ? Duration.ZERO : since;
    now.ifPresent(it -> it.before(heard.event(), age));
    switch (heard.event()) {
      case Event.OfGeneration it -> {
        if (it instanceof Event.GenerationStarted started) {
          started
              .campaignId()
              .ifPresent(
                  id ->
                      display.work(new WorkProgress.Named(started.generation(), "campaign " + id)));
        }
        told.generation(it, heard.correlation(), age);
      }
      case Event.LlmAnswered it -> told.answered(it, age);
      case Event.OfOrganism it -> told.organism(it);
      case Event.OfCampaign it -> {
        display.note(
            "campaign %s: %s %s"
                .formatted(it.campaignId(), EventCodec.typeOf(it), CampaignText.of(it)));
        if (it instanceof CampaignEvent.Finished) {
          display.work(new WorkProgress.Ended("campaign " + it.campaignId()));
        }
      }
      case Event.OfSpec _ -> {}
    }
  }

  /** The server has the reports; a verdict is worth a line without one, too. */
  private Optional<ViabilityReport> report(Event.VerdictGiven verdict) {
    try {
      JsonNode record = get("/generations/" + verdict.generation());
      return Members.of(record).optional("viability").map(ReportCodec::fromJson);
    } catch (CliException | JsonException unknown) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private JsonNode get(String path) throws InterruptedException {
    return ServerClient.json(server.get(session, path));
  }

  @Override
  public void over(Members conclusion) {
    display.note(conclusion.requireString("sentence"));
  }

  @Override
  public boolean ongoing() {
    return now.filter(WatchedNow::ongoing).isPresent();
  }

  /** The state of the server is shown only where the screen can be redrawn. */
  @Override
  public void idle() throws InterruptedException {
    if (now.isPresent()) {
      now.get().ask();
    }
    if (!session.errScreen().live()) {
      return;
    }
    try {
      Members stats = Members.of(get("/stats"));
      display.work(
          new WorkProgress.Begun(
              "%s, %s".formatted(address.getAuthority(), stats.requireString("status")),
              Caps.NONE,
              Pace.UNKNOWN,
              false));
      for (JsonNode each : get("/campaigns")) {
        campaign(Members.of(each));
      }
    } catch (CliException | JsonException gone) {
      // The stream of events tells of that.
      return;
    }
  }

  private void campaign(Members campaign) {
    String key = "campaign " + campaign.requireString("campaign-id");
    if (campaign.requireString("status").equals("running")) {
      Members counts = campaign.requireObject("trial-counts");
      campaigns.add(key);
      display.work(
          new WorkProgress.Busy(
              key,
              "%s: %d of %d trials, %d viable"
                  .formatted(
                      key,
                      counts.requireInt("scored"),
                      counts.requireInt("wanted"),
                      counts.requireInt("viable")),
              Optional.empty()));
    } else if (campaigns.remove(key)) {
      display.work(new WorkProgress.Ended(key));
    }
  }
}
