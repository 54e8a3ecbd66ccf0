package dev.cambrian.core.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.mutation.Candidate;
import dev.cambrian.core.mutation.FailureTraces;
import dev.cambrian.core.mutation.Fingerprint;
import dev.cambrian.core.mutation.ProposalAnswer;
import dev.cambrian.core.mutation.ProposalGate;
import dev.cambrian.core.mutation.ProposalTask;
import dev.cambrian.core.mutation.Proposals;
import dev.cambrian.core.mutation.Refusal;
import dev.cambrian.core.mutation.Section;
import dev.cambrian.core.mutation.SectionChoice;
import dev.cambrian.core.pipeline.RequestJson;
import dev.cambrian.core.pipeline.SpecRegistry;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides how a spec is to be changed, and whether what came of it may be tried. What it decides
 * depends on nothing but the events before, so that a proposal that was cut off is asked for in the
 * same words again.
 */
final class Breeder {
  /** One in so many proposals takes a section over, where there is one to be taken. */
  private static final int TRANSPLANTS = 4;

  /** The last engine that told proposers {@link ShrunkDifference}. */
  private static final int SHRUNK_ENGINE = 1;

  private final Campaign campaign;
  private final History history;
  private final Function<String, Spec> specs;
  private final Offspring offspring;
  private final Attributions attributions;

  /**
   * @param specs of the campaign, by their hashes
   */
  Breeder(Campaign campaign, History history, Function<String, Spec> specs) {
    this.campaign = campaign;
    this.history = history;
    this.specs = specs;
    this.offspring = new Offspring(campaign, history);
    this.attributions =
        new Attributions(
            campaign,
            offspring,
            this::spec,
            campaign.started().engine() <= SHRUNK_ENGINE ? ShrunkDifference::of : Difference::of);
  }

  /** What the next proposal is to be. */
  CampaignEvent.ProposalAsked decide(int number, int parent) {
    if (campaign.settings().againstItself()) {
      return asked(number, parent, Operator.COPY, Optional.empty(), Optional.empty());
    }
    long before = Long.MAX_VALUE;
    SplittableRandom random = new SplittableRandom(campaign.settings().seed() * 31 + number);
    Spec spec = spec(parent);
    FailureTraces traces = offspring.traces(parent, before);
    Optional<Donors.Donor> donor =
        random.nextInt(TRANSPLANTS) == 0
            ? new Donors(campaign, offspring, this::spec).of(parent, before)
            : Optional.empty();
    if (donor.isPresent()) {
      return asked(
          number,
          parent,
          Operator.TRANSPLANT,
          Optional.of(donor.get().section()),
          Optional.of(donor.get().node()));
    }
    Optional<String> section =
        SectionChoice.choose(spec, traces, tried(parent, before)).map(Section::id);
    if (section.isEmpty()) {
      throw new CampaignException(
          "%s has no section outside its FROZEN blocks that could be changed"
              .formatted(spec.fileName()));
    }
    boolean anew = Plateau.of(campaign) && random.nextBoolean();
    return asked(
        number, parent, anew ? Operator.RESTRUCTURE : Operator.REFINE, section, Optional.empty());
  }

  private CampaignEvent.ProposalAsked asked(
      int number,
      int parent,
      Operator operator,
      Optional<String> section,
      Optional<Integer> donor) {
    return new CampaignEvent.ProposalAsked(campaign.id(), number, parent, operator, section, donor);
  }

  /** How often each section of a parent was to be changed. */
  private Map<String, Integer> tried(int parent, long before) {
    Map<String, Integer> tried = new HashMap<>();
    campaign.proposals().stream()
        .filter(it -> it.askedVersion() < before && it.asked().parent() == parent)
        .flatMap(it -> it.asked().section().stream())
        .forEach(it -> tried.merge(it, 1, Integer::sum));
    return tried;
  }

  /** The question, which is the same whenever it is put. */
  Work.OfProposal work(Proposal proposal) {
    CampaignEvent.ProposalAsked asked = proposal.asked();
    long before = proposal.askedVersion();
    String section = asked.section().orElseThrow();
    ProposalTask task =
        new ProposalTask(
            asked.operator(),
            spec(0),
            spec(asked.parent()),
            section,
            offspring.traces(asked.parent(), before),
            asked
                .donor()
                .map(
                    node ->
                        new ProposalTask.Donor(
                            spec(node), section, offspring.traces(node, before))),
            attributions.of(before).notes(),
            campaign.settings().rules());
    return new Work.OfProposal(
        asked,
        task,
        Proposals.request(
            task,
            asked.proposal(),
            campaign.settings().proposerModel(),
            campaign.settings().maxOutputTokens()));
  }

  /** What a proposer's answer is worth. */
  sealed interface Judgement {
    record Accepted(Spec spec, String rationale) implements Judgement {}

    record Refused(Refusal refusal) implements Judgement {}
  }

  /** Whether an answer is a spec that may be tried. */
  Judgement judge(ProposalTask task, String answer) {
    return switch (Proposals.read(task, answer)) {
      case ProposalAnswer.Unreadable(Refusal refusal) -> new Judgement.Refused(refusal);
      case ProposalAnswer.Proposed child -> {
        List<Refusal> refusals =
            ProposalGate.check(
                new Candidate(
                    task.base(),
                    task.parent(),
                    task.sectionId(),
                    child.child(),
                    task.donor().map(ProposalTask.Donor::spec),
                    known()),
                campaign.settings().rules());
        yield refusals.isEmpty()
            ? new Judgement.Accepted(
                Specs.parse(task.base().fileName(), child.child()), child.rationale())
            : new Judgement.Refused(refusals.getFirst());
      }
    };
  }

  /** Records what the proposer answered, and what it is worth. */
  void take(Work.Proposed proposed, OptionalLong cost, CampaignLog log) {
    CampaignEvent.ProposalAsked asked = proposed.of().asked();
    int number = asked.proposal();
    LlmAnswer answer = proposed.answer();
    if (campaign.proposal(number).answered().isEmpty()) {
      Blob request = Blob.of(RequestJson.bytes(proposed.of().request()));
      Blob text = Blob.of(answer.text().getBytes(UTF_8));
      log.append(
          new CampaignEvent.ProposalAnswered(
              campaign.id(),
              number,
              answer.provider(),
              proposed.of().request().model(),
              answer.producerModel(),
              answer.stopReason(),
              answer.usage(),
              answer.usageKnown(),
              cost,
              answer.elapsed(),
              request.hash(),
              text.hash()),
          request,
          text);
    }
    switch (judge(proposed.of().task(), answer.text())) {
      case Judgement.Accepted(Spec spec, String rationale) -> {
        SpecRegistry.register(history, spec, log.correlation());
        log.append(
            new CampaignEvent.ProposalAccepted(
                campaign.id(), number, campaign.nodes().size(), spec.hash(), rationale));
      }
      case Judgement.Refused(Refusal refusal) ->
          log.append(
              new CampaignEvent.ProposalRejected(
                  campaign.id(), number, refusal.rule().id(), refusal.reason()));
    }
  }

  private Set<Fingerprint> known() {
    return campaign.nodes().stream()
        .map(it -> Fingerprint.of(spec(it.index())))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private Spec spec(int node) {
    return specs.apply(campaign.specHash(node));
  }
}
