package dev.cambrian.server.view;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.EventJson;
import dev.cambrian.core.history.History;
import dev.cambrian.server.terminal.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One event in full.
 *
 * @param json the whole event as it is on the wire, indented, in ASCII
 * @param contents what it refers to: a name such as {@code answer}, and the hash
 * @param previous position of the event before it in its stream
 * @param next position of the one after it
 */
public record EventDetail(
    RecordedEvent event,
    String json,
    Map<String, String> contents,
    OptionalLong previous,
    OptionalLong next) {
  public EventDetail {
    contents = Collections.unmodifiableMap(new LinkedHashMap<>(contents));
  }

  /** Of the event at a position; empty where there is none. */
  public static Optional<EventDetail> of(History history, long position) {
    return history.readAll(position - 1, 1).stream()
        .filter(it -> it.position() == position)
        .findFirst()
        .map(
            event ->
                new EventDetail(
                    event,
                    JsonText.pretty(EventJson.of(event)),
                    contents(event.event()),
                    neighbour(history, event, -1),
                    neighbour(history, event, 1)));
  }

  private static OptionalLong neighbour(History history, RecordedEvent event, int step) {
    long version = event.version() + step;
    return version < 1
        ? OptionalLong.empty()
        : history.read(event.stream(), version - 1, 1).stream()
            .mapToLong(RecordedEvent::position)
            .findFirst();
  }

  private static Map<String, String> contents(Event event) {
    Map<String, String> contents = new LinkedHashMap<>();
    switch (event) {
      case Event.LlmAnswered it -> {
        contents.put("request", it.requestBlob());
        contents.put("answer", it.answerBlob());
      }
      case Event.ArtifactSealed it -> contents.put("manifest", it.manifestBlob());
      case Event.StageFinished it -> it.logBlob().ifPresent(hash -> contents.put("log", hash));
      case Event.VerdictGiven it -> contents.put("report", it.reportBlob());
      case Event.BaselineReverseRun it ->
          it.run()
              .end()
              .fold(judged -> Optional.of(judged.reportBlob()), _ -> Optional.<String>empty())
              .ifPresent(hash -> contents.put("report", hash));
      case Event.SpecRegistered it -> contents.put("spec", it.specBlob());
      case CampaignEvent.ProposalAnswered it -> {
        contents.put("request", it.requestBlob());
        contents.put("answer", it.answerBlob());
      }
      case CampaignEvent.TrialScored it ->
          it.reportBlob().ifPresent(hash -> contents.put("report", hash));
      case Event.GenerationStarted _,
          Event.AnswerRejected _,
          Event.VerificationStarted _,
          Event.VerificationAborted _,
          Event.GenerationPromoted _,
          Event.GenerationRolledBack _,
          Event.OrganismStarted _,
          Event.OrganismStopped _,
          CampaignEvent.Started _,
          CampaignEvent.Paused _,
          CampaignEvent.Resumed _,
          CampaignEvent.ProposalAsked _,
          CampaignEvent.ProposalAccepted _,
          CampaignEvent.ProposalRejected _,
          CampaignEvent.ProposalAbandoned _,
          CampaignEvent.TrialStarted _,
          CampaignEvent.TrialVoided _,
          CampaignEvent.MonitorTriggered _,
          CampaignEvent.Finished _ -> {}
    }
    return contents;
  }
}
