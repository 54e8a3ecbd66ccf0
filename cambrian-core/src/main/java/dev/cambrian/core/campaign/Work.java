package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.mutation.ProposalTask;
import java.time.Instant;

/** What is done beside the thread that decides. */
sealed interface Work {
  record OfTrial(CampaignEvent.TrialStarted started, Instant startedAt, String specHash)
      implements Work {}

  record OfProposal(CampaignEvent.ProposalAsked asked, ProposalTask task, LlmRequest request)
      implements Work {}

  /** What came of it. */
  sealed interface Done {}

  record Scored(CampaignEvent.TrialScored event) implements Done {}

  record Voided(CampaignEvent.TrialVoided event) implements Done {}

  /** It has its answer, and what judges it is not there: it waits for that. */
  record Waits(String reason) implements Done {}

  record Proposed(OfProposal of, LlmAnswer answer) implements Done {}

  record Abandoned(CampaignEvent.ProposalAbandoned event) implements Done {}

  /** It was cut off and is gone on with by the next run. */
  record Left() implements Done {}

  /** It cannot be gone on with. */
  record Broken(RuntimeException failure) implements Done {}
}
