package dev.cambrian.core.event;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stored form of events: an explicit dotted name, a schema version and JSON data. Events are
 * written in the newest schema version; older ones are upcast step by step when read, so that
 * everything stored once decodes for ever. Unknown members of data are ignored.
 */
public final class EventCodec {
  /** Version 2 only adds members that may be absent. */
  private static final List<Upcaster> SAME = List.of(data -> data);

  private static final EventCodec STANDARD =
      new EventCodec(
          Map.of(
              "generation.started", SAME,
              "generation.promoted", SAME,
              "generation.rolled-back", SAME,
              "llm.answered", List.of(EventCodec::answeredByNoOrganism),
              "stage.finished", List.of(EventCodec::withoutLog)));

  private final Map<String, List<Upcaster>> upcasters;

  /**
   * @param upcasters by event type; the first makes version 1 into 2, the second 2 into 3, …
   */
  EventCodec(Map<String, List<Upcaster>> upcasters) {
    this.upcasters = Map.copyOf(upcasters);
  }

  /** The codec of this version of Cambrian. */
  public static EventCodec standard() {
    return STANDARD;
  }

  /** The names of all event types. */
  public static Set<String> types() {
    return EventReaders.all().keySet();
  }

  /** The stored name of an event's type. */
  public static String typeOf(Event event) {
    return switch (event) {
      case Event.GenerationStarted e -> "generation.started";
      case Event.LlmAnswered e -> "llm.answered";
      case Event.AnswerRejected e -> "answer.rejected";
      case Event.ArtifactSealed e -> "artifact.sealed";
      case Event.VerificationStarted e -> "verification.started";
      case Event.StageFinished e -> "stage.finished";
      case Event.VerdictGiven e -> "verdict.given";
      case Event.VerificationAborted e -> "verification.aborted";
      case Event.GenerationPromoted e -> "generation.promoted";
      case Event.GenerationRolledBack e -> "generation.rolled-back";
      case Event.BaselineReverseRun e -> "baseline.reverse-run";
      case Event.OrganismStarted e -> "organism.started";
      case Event.OrganismStopped e -> "organism.stopped";
      case Event.SpecRegistered e -> "spec.registered";
      case CampaignEvent.Started e -> "campaign.started";
      case CampaignEvent.Paused e -> "campaign.paused";
      case CampaignEvent.Resumed e -> "campaign.resumed";
      case CampaignEvent.ProposalAsked e -> "proposal.asked";
      case CampaignEvent.ProposalAnswered e -> "proposal.answered";
      case CampaignEvent.ProposalAccepted e -> "proposal.accepted";
      case CampaignEvent.ProposalRejected e -> "proposal.rejected";
      case CampaignEvent.ProposalAbandoned e -> "proposal.abandoned";
      case CampaignEvent.TrialStarted e -> "trial.started";
      case CampaignEvent.TrialScored e -> "trial.scored";
      case CampaignEvent.TrialVoided e -> "trial.voided";
      case CampaignEvent.MonitorTriggered e -> "monitor.triggered";
      case CampaignEvent.Finished e -> "campaign.finished";
    };
  }

  /** The schema version in which events of this type are written, from 1. */
  public int schemaVersion(String type) {
    return upcasters.getOrDefault(type, List.of()).size() + 1;
  }

  /** The stored form. Half of a surrogate pair, which UTF-8 cannot carry, becomes U+FFFD. */
  public Encoded encode(Event event) {
    String type = typeOf(event);
    String data = Json.write(EventData.of(event));
    String carried = withoutLoneSurrogates(data);
    Event stored = carried.equals(data) ? event : decode(type, schemaVersion(type), carried);
    return new Encoded(type, schemaVersion(type), carried, stored);
  }

  /**
   * Reads what {@link #encode} wrote, in this or an older schema version.
   *
   * @throws EventFormatException if the type or schema version is not known, or the data is not of
   *     its form
   */
  public Event decode(String type, int schemaVersion, String data) {
    Function<Members, Event> reader = EventReaders.all().get(type);
    if (reader == null) {
      throw EventFormatException.newer("event type " + type);
    }
    if (schemaVersion > schemaVersion(type)) {
      throw EventFormatException.newer("schema version " + schemaVersion + " of " + type);
    }
    if (schemaVersion < 1) {
      throw EventFormatException.malformed(type, "schema version " + schemaVersion);
    }
    try {
      return reader.apply(Members.of(upcast(type, schemaVersion, Json.parseStored(data))));
    } catch (JsonException | IllegalArgumentException malformed) {
      throw EventFormatException.malformed(type, String.valueOf(malformed.getMessage()));
    }
  }

  private JsonNode upcast(String type, int schemaVersion, JsonNode data) {
    List<Upcaster> steps = upcasters.getOrDefault(type, List.of());
    ObjectNode current = Members.of(data).node();
    for (Upcaster step : steps.subList(schemaVersion - 1, steps.size())) {
      current = step.upcast(current);
    }
    return current;
  }

  /** Version 1 knew no logs: whatever it has of that name is an unknown member. */
  private static ObjectNode withoutLog(ObjectNode stageFinished) {
    stageFinished.remove("log-blob");
    return stageFinished;
  }

  /** In version 1 only the core asked. */
  private static ObjectNode answeredByNoOrganism(ObjectNode data) {
    return data.without("organism-id");
  }

  private static String withoutLoneSurrogates(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      mended = mended == null ? new StringBuilder(text) : mended;
      mended.setCharAt(i, '\uFFFD');
    }
    return mended == null ? text : mended.toString();
  }

  /**
   * An event as it is stored.
   *
   * @param data JSON
   * @param event what decoding {@code data} gives
   */
  public record Encoded(String type, int schemaVersion, String data, Event event) {}
}
