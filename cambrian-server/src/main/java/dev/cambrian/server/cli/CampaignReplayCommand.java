package dev.cambrian.server.cli;

import dev.cambrian.core.campaign.CampaignException;
import dev.cambrian.core.campaign.CampaignReplay;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.home.Directories;
import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.WorkProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Derives a campaign anew from the answers in its history, without a model: each decision, prompt, "
          + "mutant and artifact must come out as it did; exits 1 where one does not. The rig's verdicts "
          + "are taken as they are recorded; the recordings beside an exported history 'verify' holds against it."
    })
final class CampaignReplayCommand implements Callable<Integer> {
  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      paramLabel = "ID|DIR",
      arity = "0..1",
      description =
          "A campaign of the home, the only one by default, or a directory that 'campaign export' wrote.")
  private String which = "";

  @Option(
      names = "--json",
      description = "A JSON object; what goes on as one a line on standard error.")
  private boolean json;

  CampaignReplayCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Path exported = Path.of(which).resolve(CampaignExportCommand.HISTORY);
    if (!which.isEmpty() && Files.isRegularFile(exported)) {
      return Directories.temporary("cambrian-replay-", scratch -> replay(exported, scratch));
    }
    if (which.contains("/")) {
      throw CliException.usage(
          "%s is no directory that 'cambrian campaign export' wrote; 'cambrian campaign list' lists those of the home"
              .formatted(which));
    }
    return Directories.temporary(
        "cambrian-replay-",
        scratch -> {
          try (SqliteHistory history = home.history(session.environment())) {
            return replay(history, CampaignId.of(history, which), scratch);
          } catch (HistoryException.Corrupt e) {
            throw Altered.told(e);
          }
        });
  }

  /** Of a copy: even reading writes beside a database. */
  private int replay(Path exported, Path scratch) {
    Path copy = scratch.resolve(CampaignExportCommand.HISTORY);
    try {
      Files.copy(exported, copy);
    } catch (IOException e) {
      throw new CliException(
          ExitStatus.INFRASTRUCTURE, "cannot copy %s: %s".formatted(exported, e.getMessage()), e);
    }
    try (SqliteHistory history = History.open(copy)) {
      List<CampaignRecord> campaigns = history.campaigns();
      if (campaigns.isEmpty()) {
        throw CliException.usage(
            exported + " holds no campaign; 'cambrian campaign export ID DIR' writes one whole");
      }
      int worst = ExitStatus.OK.code();
      for (CampaignRecord each : campaigns) {
        worst = Math.max(worst, replay(history, each.campaignId(), scratch));
      }
      return worst;
    } catch (HistoryException.Corrupt e) {
      throw Altered.told(e);
    }
  }

  private int replay(SqliteHistory history, String id, Path scratch) {
    Altered.refuse(history.verify());
    CampaignReplay.Outcome outcome;
    try (ProgressDisplay display = Displays.beside(session, json)) {
      long trials = history.campaign(id).map(it -> (long) it.trials().scored()).orElse(0L);
      AtomicLong made = new AtomicLong();
      display.work(
          new WorkProgress.Begun("campaign %s anew".formatted(id), Caps.NONE, Pace.UNKNOWN, true));
      outcome =
          CampaignReplay.of(
              history,
              id,
              generation -> {
                display.work(count(made.getAndIncrement(), trials));
                return scratch.resolve("%s-%d".formatted(id, generation));
              });
      display.work(count(trials, trials));
    } catch (CampaignException e) {
      throw new CliException(
          ExitStatus.USAGE, "%s; %s".formatted(e.getMessage(), CampaignId.HINT), e);
    }
    boolean finished =
        history.campaign(id).filter(it -> it.status() == CampaignStatus.FINISHED).isPresent();
    return show(id, outcome, finished);
  }

  /** No line tells of a single trial. */
  private static WorkProgress.Line count(long done, long total) {
    return new WorkProgress.Line(new WorkProgress.Counted(done, total, "trials", "", 1));
  }

  private int show(String id, CampaignReplay.Outcome outcome, boolean finished) {
    if (json) {
      ObjectNode result =
          JsonNodeFactory.instance
              .objectNode()
              .put("campaign-id", id)
              .put("decisions", outcome.decisions())
              .put("proposals", outcome.proposals())
              .put("artifacts", outcome.artifacts())
              .put("unreadable", outcome.unreadable())
              .put("finished", finished);
      outcome.differences().forEach(result.putArray("differences")::add);
      session.line(JsonText.pretty(result));
    } else {
      session.line(
          "Campaign %s: %d decisions, %d proposals and %d artifacts derived anew; %s"
              .formatted(
                  id,
                  outcome.decisions(),
                  outcome.proposals(),
                  outcome.artifacts(),
                  outcome.differences().isEmpty()
                      ? "all as they were."
                      : "%d differ:".formatted(outcome.differences().size())));
      outcome.differences().forEach(it -> session.line("  " + SafeText.line(it)));
      if (!finished) {
        session.line(
            "It is not finished: it goes on, or events were cut off at its end; the head that 'cambrian verify' tells is another one then.");
      }
    }
    return (outcome.differences().isEmpty() ? ExitStatus.OK : ExitStatus.NEGATIVE).code();
  }
}
