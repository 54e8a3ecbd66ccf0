package dev.cambrian.server.cli;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Knows the trials of a campaign by where they lie: they are no set for {@code rate}. */
final class CampaignTrials {
  private static final String TRIALS = "trials";

  private CampaignTrials() {}

  /**
   * A campaign and the home that tells of it.
   *
   * @param id as the history names it
   */
  private record Told(String id, Path home) {}

  /**
   * Does nothing where a directory is no campaign's.
   *
   * @throws CliException in one line that says what it is and which command tells of it
   */
  static void refuse(Path place) {
    of(place)
        .ifPresent(
            it -> {
              throw CliException.usage(
                  "%s holds the trials of campaign %s, which answer several specifications and are not retried, so they tell no one rate; 'cambrian campaign show %s --home %s' tells that of each specification"
                      .formatted(place, it.id(), it.id(), it.home()));
            });
  }

  private static Optional<Told> of(Path place) {
    Path at = place.toAbsolutePath().normalize();
    Optional<Path> above = Optional.ofNullable(at.getParent()).filter(_ -> at.endsWith(TRIALS));
    Optional<Path> itself = Optional.of(at).filter(it -> Files.isDirectory(it.resolve(TRIALS)));
    return above.or(() -> itself).flatMap(CampaignTrials::told);
  }

  /**
   * The same for whoever wants the trials of one spec, where that directory has those of others.
   *
   * @throws CliException in one line that says which command takes them
   */
  static void refuse(Path place, Spec spec, Path specFile) {
    of(place)
        .ifPresent(
            it -> {
              throw CliException.usage(
                  "%s holds the trials of campaign %s, not all of which answer %s (%s); 'cambrian spec ambiguity %s --home %s' takes those that do, and specs/NNN.md there is the specification of node NNN"
                      .formatted(
                          place, it.id(), spec.fileName(), spec.hash(), specFile, it.home()));
            });
  }

  private static Optional<Told> told(Path campaign) {
    if (new CambrianHome(campaign).isExport()) {
      return Optional.of(new Told(exported(campaign).orElse("ID"), campaign));
    }
    return Optional.ofNullable(campaign.getParent())
        .filter(it -> it.endsWith("campaigns"))
        .flatMap(it -> Optional.ofNullable(it.getParent()))
        .filter(it -> new CambrianHome(it).hasHistory())
        .map(it -> new Told(String.valueOf(campaign.getFileName()), it));
  }

  /** As its report says; empty where that cannot be read. */
  static Optional<String> exported(Path campaign) {
    try {
      JsonNode id =
          Json.parseStored(Files.readString(campaign.resolve("report.json"))).path("campaign-id");
      return id.isString() && id.stringValue().matches(CampaignEvent.ID)
          ? Optional.of(id.stringValue())
          : Optional.empty();
    } catch (IOException | JsonException unreadable) {
      return Optional.empty();
    }
  }
}
