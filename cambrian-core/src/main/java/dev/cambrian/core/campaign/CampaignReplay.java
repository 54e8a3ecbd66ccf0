package dev.cambrian.core.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Conclusion;
import dev.cambrian.core.evolution.Decision;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.history.Blobs;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.Replayer;
import dev.cambrian.core.pipeline.RequestJson;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Derives a campaign anew from its recorded answers, without a model and without a rig: every
 * decision, every prompt, every mutant and every artifact must come out as it did. What the rig
 * said is taken as it is recorded.
 */
public final class CampaignReplay {
  private final History history;
  private final IntFunction<Path> scratch;
  private final Campaign campaign;
  private final List<RecordedEvent> events;
  private final String fileName;
  private final Breeder breeder;
  private final List<String> differences = new ArrayList<>();
  private int decisions;
  private int proposals;
  private int artifacts;
  private int unreadable;

  private CampaignReplay(History history, String id, IntFunction<Path> scratch) {
    this.history = history;
    this.scratch = scratch;
    this.events = history.read(StreamId.campaign(id));
    if (events.isEmpty()) {
      throw new CampaignException("there is no campaign %s in this home".formatted(id));
    }
    this.campaign =
        Campaign.of(events.subList(0, 1), hash -> Campaigns.specBytes(history, hash).length);
    this.fileName = Campaigns.base(history, campaign).fileName();
    this.breeder = new Breeder(campaign, history, this::spec);
  }

  /**
   * What the derivation gave.
   *
   * @param decisions that came out the same or are told below
   * @param proposals whose prompt and judgement were derived
   * @param artifacts that were rebuilt
   * @param unreadable trials whose answer is no artifact
   * @param differences one line each; empty where everything came out as it did
   */
  public record Outcome(
      int decisions, int proposals, int artifacts, int unreadable, List<String> differences) {
    public Outcome {
      differences = List.copyOf(differences);
    }
  }

  /**
   * @param scratch a directory for the artifact of a generation, which does not exist
   * @throws CampaignException if there is no such campaign
   */
  public static Outcome of(History history, String id, IntFunction<Path> scratch) {
    return new CampaignReplay(history, id, scratch).derive();
  }

  private Outcome derive() {
    for (RecordedEvent recorded : events.subList(1, events.size())) {
      CampaignEvent event = (CampaignEvent) recorded.event();
      before(event);
      campaign.apply(recorded);
      after(event);
    }
    return new Outcome(decisions, proposals, artifacts, unreadable, differences);
  }

  /** What was decided, from what was known then. */
  private void before(CampaignEvent event) {
    switch (event) {
      case CampaignEvent.TrialStarted e ->
          decided("trial " + e.trial(), new Decision.Try(e.node(), e.phase()));
      case CampaignEvent.ProposalAsked e -> {
        decided("proposal " + e.proposal(), new Decision.Propose(e.parent()));
        same("proposal %d".formatted(e.proposal()), e, breeder.decide(e.proposal(), e.parent()));
      }
      case CampaignEvent.ProposalAccepted e -> judged(e.proposal(), e);
      case CampaignEvent.ProposalRejected e -> judged(e.proposal(), e);
      case CampaignEvent.Finished e -> finished(e);
      case CampaignEvent.Started e -> {}
      case CampaignEvent.Paused e -> {}
      case CampaignEvent.Resumed e -> {}
      case CampaignEvent.ProposalAnswered e -> {}
      case CampaignEvent.ProposalAbandoned e -> {}
      case CampaignEvent.TrialScored e -> {}
      case CampaignEvent.TrialVoided e -> {}
      case CampaignEvent.MonitorTriggered e -> {}
    }
  }

  private void after(CampaignEvent event) {
    switch (event) {
      case CampaignEvent.ProposalAnswered e -> {
        LlmRequest request = breeder.work(campaign.proposal(e.proposal())).request();
        same("the prompt of proposal %d".formatted(e.proposal()), e.requestBlob(), hash(request));
      }
      case CampaignEvent.TrialScored e -> scored(e);
      default -> {}
    }
  }

  private void decided(String what, Decision recorded) {
    decisions++;
    same(what, recorded, campaign.search().next());
  }

  private void finished(CampaignEvent.Finished event) {
    boolean decided = event.ending() == Ending.PROMOTED || event.ending() == Ending.BASE_STAYS;
    if (decided) {
      decisions++;
      same(
          "the end",
          new Decision.Finish(
              new Conclusion(event.node(), event.probabilityBetter(), event.reason())),
          campaign.search().next());
    }
  }

  private void judged(int number, CampaignEvent.OfProposal event) {
    Proposal proposal = campaign.proposal(number);
    if (proposal.asked().operator() == Operator.COPY) {
      return;
    }
    proposals++;
    String answer =
        new String(
            Campaigns.specBytes(history, proposal.answered().orElseThrow().answerBlob()), UTF_8);
    CampaignEvent derived =
        switch (breeder.judge(breeder.work(proposal).task(), answer)) {
          case Breeder.Judgement.Accepted(Spec spec, String rationale) ->
              new CampaignEvent.ProposalAccepted(
                  campaign.id(), number, campaign.nodes().size(), spec.hash(), rationale);
          case Breeder.Judgement.Refused(var refusal) ->
              new CampaignEvent.ProposalRejected(
                  campaign.id(), number, refusal.rule().id(), refusal.reason());
        };
    same("the judgement of proposal %d".formatted(number), event, derived);
  }

  private void scored(CampaignEvent.TrialScored event) {
    String name = "trial %d".formatted(event.trial());
    Optional<GenerationRecord> found = history.generation(event.generation());
    if (found.isEmpty()) {
      differences.add(
          "%s: generation %d is not in the history".formatted(name, event.generation()));
      return;
    }
    GenerationRecord record = found.get();
    String specHash = campaign.specHash(campaign.trial(event.trial()).started().node());
    same(name + ", spec", specHash, record.specHash());
    same(name + ", verdict", event.viable(), record.viable().orElse(false));
    same(name + ", report", event.reportBlob(), record.reportBlob());
    prompt(name, event.generation(), spec(specHash));
    if (record.artifactHash().isEmpty()) {
      unreadable++;
      return;
    }
    artifacts++;
    Replayer.Replay replay =
        new Replayer(history).replay(event.generation(), scratch.apply(event.generation()));
    replay.differences().forEach(it -> differences.add("%s: %s".formatted(name, it)));
  }

  private void prompt(String name, int generation, Spec spec) {
    String asked =
        hash(Grower.firstRequest(spec, Workshop.options(campaign.settings(), campaign.id())));
    history.read(StreamId.generation(generation)).stream()
        .map(RecordedEvent::event)
        .filter(Event.LlmAnswered.class::isInstance)
        .map(it -> ((Event.LlmAnswered) it).requestBlob())
        .forEach(it -> same("the prompt of " + name, it, asked));
  }

  private static String hash(LlmRequest request) {
    return Blobs.hashOf(RequestJson.bytes(request));
  }

  private Spec spec(String hash) {
    return Specs.parse(fileName, Campaigns.specBytes(history, hash));
  }

  private void same(String what, Object recorded, Object derived) {
    if (!recorded.equals(derived)) {
      differences.add("%s: recorded %s, derived %s".formatted(what, recorded, derived));
    }
  }
}
