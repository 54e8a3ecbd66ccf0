package dev.cambrian.core.event;

import static dev.cambrian.core.event.SampleEvents.HASH_A;
import static dev.cambrian.core.event.SampleEvents.HASH_B;

import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The events of campaigns among {@link SampleEvents}. */
final class SampleCampaignEvents {
  private static final String ID = "echo-1";
  private static final TokenUsage USAGE = new TokenUsage(100, 50, 20, 10);

  private SampleCampaignEvents() {}

  static Map<String, Event> all() {
    Map<String, Event> events = new LinkedHashMap<>();
    events.put("campaign.started.v1", started(Optional.of("the second section misleads")));
    events.put("campaign.started.v1.least", started(Optional.empty()));
    events.put("campaign.started.v1.fresh", started(2, 3, Optional.empty()));
    events.put("campaign.paused.v1", new CampaignEvent.Paused(ID, "asked for"));
    events.put("campaign.resumed.v1", new CampaignEvent.Resumed(ID));
    events.put(
        "proposal.asked.v1",
        new CampaignEvent.ProposalAsked(
            ID, 3, 2, Operator.TRANSPLANT, Optional.of("errors"), Optional.of(1)));
    events.put(
        "proposal.asked.v1.least",
        new CampaignEvent.ProposalAsked(
            ID, 1, 0, Operator.COPY, Optional.empty(), Optional.empty()));
    events.put(
        "proposal.asked.v1.refine",
        new CampaignEvent.ProposalAsked(
            ID, 1, 0, Operator.REFINE, Optional.of("errors"), Optional.empty()));
    events.put("proposal.answered.v1", answered(OptionalLong.of(12_345)));
    events.put("proposal.answered.v1.least", answered(OptionalLong.empty()));
    events.put(
        "proposal.accepted.v1",
        new CampaignEvent.ProposalAccepted(ID, 3, 2, HASH_B, "“errors” named no status"));
    events.put(
        "proposal.rejected.v1",
        new CampaignEvent.ProposalRejected(
            ID, 3, "frozen", "the block acceptance-vectors was changed"));
    events.put(
        "proposal.abandoned.v1",
        new CampaignEvent.ProposalAbandoned(
            ID, 3, FailureKind.MODEL_UNAVAILABLE, "no answer within 10 min"));
    events.put("trial.started.v1", new CampaignEvent.TrialStarted(ID, 12, 2, Phase.CONFIRM));
    events.put(
        "trial.scored.v1",
        new CampaignEvent.TrialScored(
            ID,
            12,
            40,
            false,
            Optional.empty(),
            Optional.of(Stage.TEST),
            Optional.of(HASH_B),
            USAGE,
            true,
            OptionalLong.of(12_345),
            Duration.ofMillis(61_234)));
    events.put("trial.scored.v1.least", scored(true, Optional.empty()));
    events.put(
        "trial.scored.v1.unreadable", scored(false, Optional.of(FailureKind.UNREADABLE_ANSWER)));
    events.put(
        "trial.voided.v1",
        new CampaignEvent.TrialVoided(ID, 12, FailureKind.DAEMON_GONE, "no daemon answers"));
    events.put("trial.voided.v1.spent", voided(true, OptionalLong.of(12_345)));
    events.put("trial.voided.v1.unpriced", voided(false, OptionalLong.empty()));
    events.put(
        "monitor.triggered.v1",
        new CampaignEvent.MonitorTriggered(
            ID, "plateau", "no better spec for 20 trials", "the next proposal restructures"));
    events.put(
        "campaign.finished.v1",
        new CampaignEvent.Finished(
            ID,
            Ending.PROMOTED,
            Optional.of(2),
            Optional.of(HASH_B),
            OptionalDouble.of(0.93),
            "0.93 is at least 0.8"));
    events.put(
        "campaign.finished.v1.least",
        new CampaignEvent.Finished(
            ID,
            Ending.BASE_STAYS,
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            "nothing to gain"));
    return events;
  }

  private static Event voided(boolean known, OptionalLong cost) {
    return new CampaignEvent.TrialVoided(
        ID,
        12,
        FailureKind.RIG_CRASHED,
        "the rig gave no report",
        Optional.of(new CampaignEvent.Spent(USAGE, known, cost)));
  }

  private static Event started(Optional<String> note) {
    return started(1, 1, note);
  }

  private static Event started(int engine, int leastFresh, Optional<String> note) {
    return new CampaignEvent.Started(
        ID,
        HASH_A,
        engine,
        new CampaignSettings(
            Arm.BEST_OF_N,
            false,
            "claude-x",
            "claude-y",
            -7,
            60,
            4,
            32_000,
            1_000_000,
            25_000_000,
            new Rules(0.8, 0.6, 0.3, 3, 0.5, 1.5, 5, leastFresh)),
        note);
  }

  private static Event answered(OptionalLong cost) {
    return new CampaignEvent.ProposalAnswered(
        ID,
        3,
        "anthropic",
        "claude-y",
        "claude-y-20260101",
        StopReason.TRUNCATED,
        USAGE,
        true,
        cost,
        Duration.ofMillis(61_234),
        HASH_A,
        HASH_B);
  }

  private static Event scored(boolean viable, Optional<FailureKind> failure) {
    return new CampaignEvent.TrialScored(
        ID,
        12,
        40,
        viable,
        failure,
        Optional.empty(),
        Optional.empty(),
        USAGE,
        true,
        OptionalLong.empty(),
        Duration.ofMillis(61_234));
  }
}
