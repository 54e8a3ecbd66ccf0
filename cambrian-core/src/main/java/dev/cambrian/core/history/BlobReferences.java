package dev.cambrian.core.history;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import java.util.List;

/** Which contents of the blob store an event refers to. */
final class BlobReferences {
  private BlobReferences() {}

  static List<String> of(Event event) {
    return switch (event) {
      case Event.LlmAnswered e -> List.of(e.requestBlob(), e.answerBlob());
      case Event.ArtifactSealed e -> List.of(e.manifestBlob());
      case Event.StageFinished e -> e.logBlob().stream().toList();
      case Event.VerdictGiven e -> List.of(e.reportBlob());
      case Event.BaselineReverseRun e ->
          e.run().end().fold(judged -> List.of(judged.reportBlob()), aborted -> List.of());
      case Event.SpecRegistered e -> List.of(e.specBlob());
      case Event.GenerationStarted e -> List.of();
      case Event.AnswerRejected e -> List.of();
      case Event.VerificationStarted e -> List.of();
      case Event.VerificationAborted e -> List.of();
      case Event.GenerationPromoted e -> List.of();
      case Event.GenerationRolledBack e -> List.of();
      case Event.OrganismStarted e -> List.of();
      case Event.OrganismStopped e -> List.of();
      case CampaignEvent.ProposalAnswered e -> List.of(e.requestBlob(), e.answerBlob());
      case CampaignEvent.TrialScored e -> e.reportBlob().stream().toList();
      case CampaignEvent.Started e -> List.of();
      case CampaignEvent.Paused e -> List.of();
      case CampaignEvent.Resumed e -> List.of();
      case CampaignEvent.ProposalAsked e -> List.of();
      case CampaignEvent.ProposalAccepted e -> List.of();
      case CampaignEvent.ProposalRejected e -> List.of();
      case CampaignEvent.ProposalAbandoned e -> List.of();
      case CampaignEvent.TrialStarted e -> List.of();
      case CampaignEvent.TrialVoided e -> List.of();
      case CampaignEvent.MonitorTriggered e -> List.of();
      case CampaignEvent.Finished e -> List.of();
    };
  }
}
