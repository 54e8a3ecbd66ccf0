package dev.cambrian.server.cli;

import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.history.History;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that steer a campaign, wherever it runs: whoever runs it reads what they append. */
abstract class CampaignSteering implements Callable<Integer> {
  private final Session session;
  @Mixin private HomeOption home = new HomeOption();

  @Parameters(paramLabel = "ID", converter = CampaignId.class, description = "The campaign.")
  private String id = "";

  CampaignSteering(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (History history = home.writable(session.environment())) {
      session.line(steer(history, CampaignId.campaign(history, id).id()));
    }
    return ExitStatus.OK.code();
  }

  /** Does it, and says what follows. */
  abstract String steer(History history, String id);

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Lets a campaign begin nothing new; what is under way ends.")
  static final class Pause extends CampaignSteering {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
    private String reason = "paused by a person";

    Pause(Session session) {
      super(session);
    }

    @Override
    String steer(History history, String id) {
      Campaigns.pause(history, id, reason);
      return "Campaign %s is paused; 'cambrian campaign resume %s' lets it go on."
          .formatted(id, id);
    }
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Lets a paused campaign go on, where it runs or when it is run next.")
  static final class Resume extends CampaignSteering {
    Resume(Session session) {
      super(session);
    }

    @Override
    String steer(History history, String id) {
      Campaigns.resume(history, id);
      return "Campaign %s may go on.".formatted(id);
    }
  }

  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Ends a campaign for good, and what is under way with it; nothing is promoted.")
  static final class Cancel extends CampaignSteering {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
    private String reason = "cancelled by a person";

    Cancel(Session session) {
      super(session);
    }

    @Override
    String steer(History history, String id) {
      Campaigns.cancel(history, id, reason);
      return "Campaign %s is cancelled.".formatted(id);
    }
  }
}
