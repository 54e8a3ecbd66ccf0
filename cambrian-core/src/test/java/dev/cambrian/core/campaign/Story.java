package dev.cambrian.core.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.SpecRegistry;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;

/** A campaign that is told event by event; the history refuses what cannot have been. */
final class Story {
  static final CampaignSettings SETTINGS =
      new CampaignSettings(
          Arm.TREE, false, "somebody", "proposer", 7, 100, 1, 1_000, 0, 0, Rules.DEFAULT);

  static final Spec BASE = shop("Apples cost one coin.", "Every parcel leaves on the same day.");

  private final History history = History.inMemory();
  private final String id;
  private final UUID correlation = new UUID(1, 2);
  private int trials;
  private int proposals;
  private int nodes = 1;

  Story() {
    this(SETTINGS);
  }

  Story(CampaignSettings settings) {
    id = Campaigns.start(history, Optional.empty(), BASE, settings, Optional.of("to know it"));
  }

  /** As an earlier version would have begun it. */
  Story(CampaignSettings settings, int engine) {
    id = "old";
    SpecRegistry.register(history, BASE, correlation);
    event(new CampaignEvent.Started(id, BASE.hash(), engine, settings, Optional.of("to know it")));
  }

  /** A spec with two sections of which each speaks of one of its contracts. */
  static Spec shop(String prices, String shipping) {
    return Specs.parse(
        "SHOP-SPEC.md",
        """
        ---
        title: Shop
        version: 1.0.0
        toolchain: python
        ---
        # Shop

        It sells fruit.

        ## Prices

        %s

        ## Shipping

        %s

        ## Contracts

        ```contracts
        [{"name": "apples-cost", "type": "http", "method": "GET", "path": "/apples", "expect": {"status": 200}},
         {"name": "parcel-leaves", "type": "http", "method": "GET", "path": "/parcel", "expect": {"status": 200}}]
        ```
        """
            .formatted(prices, shipping)
            .getBytes(UTF_8));
  }

  Campaign campaign() {
    return Campaigns.find(history, id).orElseThrow();
  }

  History history() {
    return history;
  }

  CampaignReport report() {
    return CampaignReport.of(campaign(), history);
  }

  Story event(CampaignEvent event, Blob... blobs) {
    history.append(
        StreamId.campaign(id),
        WriteCondition.any(),
        Causation.of(correlation),
        List.of(event),
        List.of(blobs));
    return this;
  }

  /** What the monitor sees now, which is appended. */
  List<CampaignEvent.MonitorTriggered> look() {
    List<CampaignEvent.MonitorTriggered> seen =
        Monitor.look(campaign()).stream().map(CampaignEvent.MonitorTriggered.class::cast).toList();
    seen.forEach(this::event);
    return seen;
  }

  Story lived(int node, Phase phase, int times) {
    for (int i = 0; i < times; i++) {
      int trial = started(node, phase);
      event(scored(trial, true, Optional.empty(), Optional.empty(), Optional.empty()));
    }
    return this;
  }

  /** Trials that failed a contract. */
  Story failed(int node, Phase phase, String contract, int times) {
    for (int i = 0; i < times; i++) {
      int trial = started(node, phase);
      Blob report = Blob.of(ReportCodec.encode(report(contract)).getBytes(UTF_8));
      event(
          scored(
              trial,
              false,
              Optional.empty(),
              Optional.of(Stage.HEALTH),
              Optional.of(report.hash())),
          report);
    }
    return this;
  }

  Story unreadable(int node, int times) {
    for (int i = 0; i < times; i++) {
      event(
          scored(
              started(node, Phase.SEARCH),
              false,
              Optional.of(FailureKind.UNREADABLE_ANSWER),
              Optional.empty(),
              Optional.empty()));
    }
    return this;
  }

  Story voided(int node, CampaignEvent.Spent spent) {
    return event(
        new CampaignEvent.TrialVoided(
            id,
            started(node, Phase.SEARCH),
            FailureKind.RIG_CRASHED,
            "no report",
            Optional.of(spent)));
  }

  Story voided(int node) {
    return event(
        new CampaignEvent.TrialVoided(
            id, started(node, Phase.SEARCH), FailureKind.RESOURCE, "the disk is full"));
  }

  /** A trial whose build failed and printed something. */
  Story unbuilt(int node, String printed) {
    int trial = started(node, Phase.SEARCH);
    Blob report = Blob.of(ReportCodec.encode(unbuilt(printed)).getBytes(UTF_8));
    return event(
        scored(
            trial, false, Optional.empty(), Optional.of(Stage.BUILD), Optional.of(report.hash())),
        report);
  }

  private static ViabilityReport unbuilt(String printed) {
    return new ViabilityReport(
        1,
        Status.NON_VIABLE,
        Optional.of(Stage.BUILD),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(false, 2),
            TestCheck.NOT_ATTEMPTED,
            StageCheck.NOT_ATTEMPTED,
            HealthCheck.NOT_ATTEMPTED),
        Map.of(),
        Instant.EPOCH,
        Optional.of(
            new Diagnostics(
                Stage.BUILD,
                "exit code 1",
                Optional.of(1),
                Optional.empty(),
                List.of(),
                printed,
                "")),
        Optional.of("sha256:" + "a".repeat(64)),
        BASE.hash(),
        "none");
  }

  private int started(int node, Phase phase) {
    trials++;
    event(new CampaignEvent.TrialStarted(id, trials, node, phase));
    return trials;
  }

  private CampaignEvent.TrialScored scored(
      int trial,
      boolean viable,
      Optional<FailureKind> failure,
      Optional<Stage> stage,
      Optional<String> report) {
    return new CampaignEvent.TrialScored(
        id,
        trial,
        trial,
        viable,
        failure,
        stage,
        report,
        TokenUsage.of(90, 10),
        true,
        OptionalLong.of(2_000),
        Duration.ofSeconds(60));
  }

  /** An accepted proposal. */
  Story child(int parent, String section, Spec spec) {
    answered(parent, section);
    SpecRegistry.register(history, spec, correlation);
    return event(
        new CampaignEvent.ProposalAccepted(
            id, proposals, nodes++, spec.hash(), "It may help \u001b[2J."));
  }

  Story copy() {
    proposals++;
    event(
        new CampaignEvent.ProposalAsked(
            id, proposals, 0, Operator.COPY, Optional.empty(), Optional.empty()));
    return event(new CampaignEvent.ProposalAccepted(id, proposals, nodes++, BASE.hash(), ""));
  }

  Story refused(int parent, String rule) {
    answered(parent, "prices");
    return event(new CampaignEvent.ProposalRejected(id, proposals, rule, "no"));
  }

  private void answered(int parent, String section) {
    proposals++;
    event(
        new CampaignEvent.ProposalAsked(
            id, proposals, parent, Operator.REFINE, Optional.of(section), Optional.empty()));
    Blob blob = Blob.of("answer %d".formatted(proposals).getBytes(UTF_8));
    event(
        new CampaignEvent.ProposalAnswered(
            id,
            proposals,
            "command",
            "proposer",
            "proposer-1",
            LlmAnswer.StopReason.COMPLETE,
            TokenUsage.of(900, 100),
            true,
            OptionalLong.of(5_000),
            Duration.ofSeconds(1),
            blob.hash(),
            blob.hash()),
        blob);
  }

  Story finished(Ending ending, Optional<Integer> node, OptionalDouble better, String reason) {
    return event(
        new CampaignEvent.Finished(
            id, ending, node, node.map(campaign()::specHash), better, reason));
  }

  private static ViabilityReport report(String contract) {
    return new ViabilityReport(
        1,
        Status.NON_VIABLE,
        Optional.of(Stage.HEALTH),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(true, 2),
            new TestCheck(true, 3, 2, 2),
            new StageCheck(true, 4),
            new HealthCheck(
                false,
                5,
                Map.of(contract, new ContractResult(false, 1, Optional.of("status is 500"))),
                Map.of(),
                Map.of())),
        Map.of(),
        Instant.EPOCH,
        Optional.of(
            new Diagnostics(
                Stage.HEALTH,
                "1 of 2 contracts failed",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                "",
                "")),
        Optional.of("sha256:" + "a".repeat(64)),
        BASE.hash(),
        "none");
  }
}
