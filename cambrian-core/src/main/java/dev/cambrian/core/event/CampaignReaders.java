package dev.cambrian.core.event;

import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.SettingsJson;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Reads the data of a campaign's events in its newest schema version. */
final class CampaignReaders {
  private CampaignReaders() {}

  /** By stored name, in the order in which a campaign lives. */
  static Map<String, Function<Members, Event>> all() {
    Map<String, Function<Members, Event>> readers = new LinkedHashMap<>();
    readers.put("campaign.started", CampaignReaders::started);
    readers.put("campaign.paused", CampaignReaders::paused);
    readers.put("campaign.resumed", data -> new CampaignEvent.Resumed(id(data)));
    readers.put("proposal.asked", CampaignReaders::proposalAsked);
    readers.put("proposal.answered", CampaignReaders::proposalAnswered);
    readers.put("proposal.accepted", CampaignReaders::proposalAccepted);
    readers.put("proposal.rejected", CampaignReaders::proposalRejected);
    readers.put("proposal.abandoned", CampaignReaders::proposalAbandoned);
    readers.put("trial.started", CampaignReaders::trialStarted);
    readers.put("trial.scored", CampaignReaders::trialScored);
    readers.put("trial.voided", CampaignReaders::trialVoided);
    readers.put("monitor.triggered", CampaignReaders::monitorTriggered);
    readers.put("campaign.finished", CampaignReaders::finished);
    return readers;
  }

  private static Event started(Members data) {
    return new CampaignEvent.Started(
        id(data),
        data.requireString("base-hash"),
        data.requireInt("engine", 1),
        SettingsJson.read(data.requireObject("settings")),
        data.optionalString("note"));
  }

  private static Event paused(Members data) {
    return new CampaignEvent.Paused(id(data), data.requireString("reason"));
  }

  private static Event proposalAsked(Members data) {
    return new CampaignEvent.ProposalAsked(
        id(data),
        proposal(data),
        data.requireInt("parent", 0),
        data.requireNamed("operator", Operator::of),
        data.optionalString("section"),
        data.optionalInt("donor", 0));
  }

  private static Event proposalAnswered(Members data) {
    return new CampaignEvent.ProposalAnswered(
        id(data),
        proposal(data),
        data.requireString("provider"),
        data.requireString("model"),
        data.requireString("producer-model"),
        data.requireNamed("stop-reason", EventReaders::stopReason),
        EventReaders.usage(data),
        data.requireBoolean("usage-known"),
        data.optionalLong("cost-micro-usd", 0),
        Duration.ofMillis(data.requireLong("elapsed-ms", 0)),
        data.requireString("request-blob"),
        data.requireString("answer-blob"));
  }

  private static Event proposalAccepted(Members data) {
    return new CampaignEvent.ProposalAccepted(
        id(data),
        proposal(data),
        data.requireInt("node", 1),
        data.requireString("spec-hash"),
        data.requireString("rationale"));
  }

  private static Event proposalRejected(Members data) {
    return new CampaignEvent.ProposalRejected(
        id(data), proposal(data), data.requireString("rule"), data.requireString("reason"));
  }

  private static Event proposalAbandoned(Members data) {
    return new CampaignEvent.ProposalAbandoned(
        id(data),
        proposal(data),
        data.requireNamed("kind", FailureKind::of),
        data.requireString("reason"));
  }

  private static Event trialStarted(Members data) {
    return new CampaignEvent.TrialStarted(
        id(data), trial(data), data.requireInt("node", 0), data.requireNamed("phase", Phase::of));
  }

  private static Event trialScored(Members data) {
    return new CampaignEvent.TrialScored(
        id(data),
        trial(data),
        data.requireInt("generation", 1),
        data.requireBoolean("viable"),
        data.optionalNamed("failure", FailureKind::of),
        data.optionalNamed("failure-stage", Stage::of),
        data.optionalString("report-blob"),
        EventReaders.usage(data),
        data.requireBoolean("usage-known"),
        data.optionalLong("cost-micro-usd", 0),
        Duration.ofMillis(data.requireLong("elapsed-ms", 0)));
  }

  private static Event trialVoided(Members data) {
    return new CampaignEvent.TrialVoided(
        id(data),
        trial(data),
        data.requireNamed("kind", FailureKind::of),
        data.requireString("reason"),
        data.optionalObject("spent").map(CampaignReaders::spent));
  }

  private static CampaignEvent.Spent spent(Members data) {
    return new CampaignEvent.Spent(
        EventReaders.usage(data),
        data.requireBoolean("usage-known"),
        data.optionalLong("cost-micro-usd", 0));
  }

  private static Event monitorTriggered(Members data) {
    return new CampaignEvent.MonitorTriggered(
        id(data),
        data.requireString("trigger"),
        data.requireString("message"),
        data.requireString("action"));
  }

  private static Event finished(Members data) {
    return new CampaignEvent.Finished(
        id(data),
        data.requireNamed("ending", Ending::of),
        data.optionalInt("node", 1),
        data.optionalString("spec-hash"),
        data.optionalNumber("probability-better"),
        data.requireString("reason"));
  }

  private static String id(Members data) {
    return data.requireString("campaign-id");
  }

  private static int proposal(Members data) {
    return data.requireInt("proposal", 1);
  }

  private static int trial(Members data) {
    return data.requireInt("trial", 1);
  }
}
