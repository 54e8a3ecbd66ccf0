package dev.cambrian.server.verify;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.campaign.Trial;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Node;
import dev.cambrian.core.history.Blobs;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.server.campaign.ExportMark;
import dev.cambrian.server.campaign.FoundJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds the files of a campaign's export against its history: its report, specs and recorded
 * answers.
 */
final class ExportCheck {
  private static final String ANSWER = ".answer.md";

  private final SqliteHistory history;
  private final Path directory;
  private final Verification.Tally tally;

  ExportCheck(SqliteHistory history, Path directory, Verification.Tally tally) {
    this.history = history;
    this.directory = directory;
    this.tally = tally;
  }

  void run() {
    try {
      // A history may hold more campaigns than the one that was exported with its files.
      Optional<JsonNode> report = written();
      Optional<String> exported =
          report.map(it -> it.path("campaign-id").asString("")).filter(it -> !it.isEmpty());
      for (CampaignRecord record : history.campaigns()) {
        if (exported.isEmpty() || exported.get().equals(record.campaignId())) {
          Campaigns.find(history, record.campaignId()).ifPresent(this::campaign);
        }
      }
      report.ifPresent(it -> report(it, exported));
    } catch (HistoryException.Corrupt | IllegalArgumentException unreadable) {
      tally.defect("the campaign cannot be read: " + unreadable.getMessage());
    } catch (IOException e) {
      tally.defect("%s cannot be read: %s".formatted(directory, e.getMessage()));
    }
  }

  private void report(JsonNode written, Optional<String> id) {
    Optional<Campaign> campaign = id.flatMap(it -> Campaigns.find(history, it));
    if (campaign.isEmpty()) {
      tally.defect("report.json is about no campaign that the history has");
      return;
    }
    ObjectNode derived = FoundJson.of(campaign.get(), history);
    Optional.ofNullable(written.get(ExportMark.MEMBER))
        .ifPresent(
            it -> {
              ExportMark.defect(it, history)
                  .ifPresent(defect -> tally.defect("report.json: " + defect));
              // The campaign's events do not tell it, so that a report derived anew has none.
              derived.set(ExportMark.MEMBER, it);
            });
    new ReportCheck(tally).run(written, derived);
  }

  private Optional<JsonNode> written() throws IOException {
    try {
      return Optional.of(Json.parse(Files.readString(directory.resolve("report.json"))));
    } catch (JsonException unreadable) {
      tally.defect("report.json cannot be read: " + unreadable.getMessage());
      return Optional.empty();
    }
  }

  private void campaign(Campaign campaign) {
    for (Node node : campaign.nodes()) {
      spec("specs/%03d.md".formatted(node.index()), campaign.specHash(node.index()));
    }
    if (!Files.isDirectory(directory.resolve("trials"))) {
      tally.leftOut("recordings", campaign.trials().size());
      return;
    }
    for (Trial trial : campaign.trials()) {
      trial
          .scored()
          .ifPresent(it -> answers("trials/%02d".formatted(trial.number()), answersOf(it)));
    }
    campaign
        .proposals()
        .forEach(
            it ->
                it.answered()
                    .ifPresent(
                        answer ->
                            answers(
                                "proposals/%02d".formatted(it.number()),
                                List.of(answer.answerBlob()))));
  }

  private List<String> answersOf(CampaignEvent.TrialScored trial) {
    return history.read(StreamId.generation(trial.generation())).stream()
        .map(it -> it.event())
        .filter(Event.LlmAnswered.class::isInstance)
        .map(it -> ((Event.LlmAnswered) it).answerBlob())
        .toList();
  }

  private void spec(String name, String hash) {
    tally.count("files", 1);
    Optional<byte[]> bytes = bytes(directory.resolve(name));
    if (bytes.isEmpty()) {
      tally.defect("%s is missing or cannot be read".formatted(name));
    } else if (!Blobs.hashOf(bytes.get()).equals(hash)) {
      tally.defect("%s is not the spec that the history has".formatted(name));
    }
  }

  /** Each answer that the history tells of must be among the recordings of that directory. */
  private void answers(String name, List<String> hashes) {
    Set<String> kept = new HashSet<>();
    try (Stream<Path> files = Files.list(directory.resolve(name))) {
      files
          .filter(it -> it.getFileName().toString().endsWith(ANSWER))
          .forEach(it -> bytes(it).map(Blobs::hashOf).ifPresent(kept::add));
    } catch (IOException missing) {
      tally.defect("%s is missing or cannot be read".formatted(name));
      return;
    }
    for (String hash : hashes) {
      tally.count("files", 1);
      if (!kept.contains(hash)) {
        tally.defect("%s: the answer that the history has is not in it".formatted(name));
      }
    }
  }

  private static Optional<byte[]> bytes(Path file) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(Files.readAllBytes(file))
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
