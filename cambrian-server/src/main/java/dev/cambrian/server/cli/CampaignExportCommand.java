package dev.cambrian.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.evolution.Node;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.campaign.ExportMark;
import dev.cambrian.server.campaign.FoundJson;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HistoryCopy;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a campaign whole: a copy of the home's history, the recordings of its trials and "
          + "proposals, its specifications and its report. 'campaign replay DIR' derives it anew."
    })
final class CampaignExportCommand implements Callable<Integer> {
  /** In an export, the history it is in. */
  static final String HISTORY = "history.db";

  static final String REPORT = "report.json";

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      converter = CampaignId.class,
      description = "The campaign.")
  private String id = "";

  @Parameters(index = "1", paramLabel = "DIR", description = "A directory that does not exist yet.")
  private Path target = Path.of("");

  CampaignExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw CliException.usage(target + " exists already; name a directory that does not");
    }
    try (SqliteHistory history = home.history(session.environment())) {
      CampaignId.campaign(history, id);
      Files.createDirectories(target.resolve("specs"));
      history.exportTo(target.resolve(HISTORY));
      write();
    } catch (IOException e) {
      throw new CliException(
          ExitStatus.INFRASTRUCTURE, "cannot write %s: %s".formatted(target, e.getMessage()), e);
    }
    session.line("Wrote campaign %s to %s.".formatted(id, SafeText.line(target.toString())));
    return ExitStatus.OK.code();
  }

  /** From the copy, which a campaign that goes on meanwhile does not outrun. */
  private void write() throws IOException {
    try (SqliteHistory history = History.open(HistoryCopy.toLookAt(target.resolve(HISTORY)))) {
      Campaign campaign = CampaignId.campaign(history, id);
      for (Node node : campaign.nodes()) {
        Files.writeString(
            target.resolve("specs").resolve("%03d.md".formatted(node.index())),
            Campaigns.text(history, campaign.specHash(node.index())));
      }
      Path recordings = recordings(home.home(session.environment()));
      copy(recordings, target, "trials", "proposals", "checks");
      if (campaign.trials().stream().anyMatch(it -> it.scored().isPresent())
          && !Files.isDirectory(target.resolve("trials"))) {
        session
            .err()
            .println(
                SafeText.line(
                    "cambrian: %s has no recordings of its trials (trials/), so the export has none: what they answered is in its history alone"
                        .formatted(recordings)));
      }
      ObjectNode report = FoundJson.of(campaign, history);
      report.set(ExportMark.MEMBER, ExportMark.of(history));
      Files.write(target.resolve(REPORT), (JsonText.pretty(report) + "\n").getBytes(UTF_8));
    }
  }

  /** Of an export that is opened as a home they lie beside its history. */
  private Path recordings(CambrianHome at) {
    Path own = Campaigns.directory(at.directory(), id);
    return !Files.isDirectory(own) && at.isExport() ? at.directory() : own;
  }

  /** Regular files only; what a crash left half written has a name that begins with a point. */
  private static void copy(Path from, Path to, String... names) throws IOException {
    for (String name : names) {
      Path directory = from.resolve(name);
      if (!Files.isDirectory(directory)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          Path copied = to.resolve(from.relativize(file).toString());
          if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(copied);
          } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
              && !file.getFileName().toString().startsWith(".")) {
            Files.copy(file, copied);
          }
        }
      }
    }
  }
}
