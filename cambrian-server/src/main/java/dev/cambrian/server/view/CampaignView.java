package dev.cambrian.server.view;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.Proposal;
import dev.cambrian.core.campaign.SpecReport;
import dev.cambrian.core.campaign.Trial;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.terminal.Format;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A campaign as it is drawn.
 *
 * @param tree every spec once, a parent before its children
 * @param trials in the order in which they began, the last {@value #MOST_TRIALS}
 * @param trialsLeftOut that began before those
 * @param proposals in the order in which they were asked for, the last {@value #MOST_PROPOSALS}
 * @param proposalsLeftOut that were asked for before those
 */
public record CampaignView(
    CampaignRecord record,
    CampaignReport report,
    CampaignFindings findings,
    List<Branch> tree,
    List<Dot> trials,
    int trialsLeftOut,
    List<Edit> proposals,
    int proposalsLeftOut) {
  public static final int MOST_TRIALS = 1_000;
  public static final int MOST_PROPOSALS = 60;

  /**
   * A spec in the tree.
   *
   * @param depth 0 of the base
   */
  public record Branch(int depth, SpecReport spec) {}

  /** What became of a trial. */
  public enum Result {
    OPEN,
    VIABLE,
    NON_VIABLE,
    /** It counts for nothing. */
    VOIDED
  }

  /**
   * One trial.
   *
   * @param generation that was grown for it; empty where it has none that counts
   * @param detail the stage at which it failed, or what came between; may be empty
   * @param tokens that it took; an estimate has a tilde before it; empty before its verdict
   */
  public record Dot(
      int trial,
      int node,
      Phase phase,
      Result result,
      OptionalInt generation,
      String detail,
      String tokens) {}

  /**
   * One proposal.
   *
   * @param status in a word
   * @param reason why it was refused or abandoned; may be a model's own words; else empty
   * @param rationale the proposer's own words: do not trust them
   * @param parentHash of the spec that was to be changed
   * @param changes that it made or would have made
   */
  public record Edit(
      Proposal proposal,
      String status,
      String reason,
      String rationale,
      String parentHash,
      List<SpecComparison.Entry> changes) {
    public Edit {
      changes = List.copyOf(changes);
    }
  }

  public CampaignView {
    tree = List.copyOf(tree);
    trials = List.copyOf(trials);
    proposals = List.copyOf(proposals);
  }

  /**
   * @param report of that campaign; what it tells of sections is not drawn
   */
  public static CampaignView of(
      CampaignRecord record,
      Campaign campaign,
      CampaignReport report,
      CampaignFindings findings,
      ProposedEdits edits) {
    int trials = campaign.trials().size();
    int proposals = campaign.proposals().size();
    return new CampaignView(
        record,
        report,
        findings,
        tree(report.specs()),
        campaign.trials().stream()
            .skip(Math.max(0, trials - MOST_TRIALS))
            .map(it -> dot(it, findings))
            .toList(),
        Math.max(0, trials - MOST_TRIALS),
        campaign.proposals().stream()
            .skip(Math.max(0, proposals - MOST_PROPOSALS))
            .map(it -> edit(campaign, it, edits))
            .toList(),
        Math.max(0, proposals - MOST_PROPOSALS));
  }

  private static List<Branch> tree(List<SpecReport> specs) {
    Map<Integer, List<SpecReport>> children = new HashMap<>();
    specs.forEach(
        it ->
            it.parent()
                .ifPresent(
                    parent -> children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(it)));
    List<Branch> tree = new ArrayList<>();
    Deque<Branch> next = new ArrayDeque<>();
    next.push(new Branch(0, specs.getFirst()));
    while (!next.isEmpty()) {
      Branch branch = next.pop();
      tree.add(branch);
      children
          .getOrDefault(branch.spec().node(), List.of())
          .reversed()
          .forEach(it -> next.push(new Branch(branch.depth() + 1, it)));
    }
    return tree;
  }

  private static Dot dot(Trial trial, CampaignFindings findings) {
    int node = trial.started().node();
    Phase phase = trial.started().phase();
    return trial
        .scored()
        .map(
            it ->
                new Dot(
                    trial.number(),
                    node,
                    phase,
                    it.viable() ? Result.VIABLE : Result.NON_VIABLE,
                    OptionalInt.of(it.generation()),
                    it.failure()
                        .map(FailureKind::id)
                        .or(() -> it.failureStage().map(Stage::id))
                        .orElse(""),
                    Format.count(
                        it.usage().total(),
                        it.usageKnown(),
                        findings
                            .tokens()
                            .map(all -> all.ofTrial(trial.number()))
                            .orElse(OptionalLong.empty()))))
        .or(
            () ->
                trial
                    .voided()
                    .map(
                        it ->
                            new Dot(
                                trial.number(),
                                node,
                                phase,
                                Result.VOIDED,
                                OptionalInt.empty(),
                                it.kind().id(),
                                "")))
        .orElseGet(
            () -> new Dot(trial.number(), node, phase, Result.OPEN, OptionalInt.empty(), "", ""));
  }

  private static Edit edit(Campaign campaign, Proposal proposal, ProposedEdits edits) {
    return new Edit(
        proposal,
        status(proposal),
        proposal
            .rejected()
            .map(it -> it.rule() + ": " + it.reason())
            .or(() -> proposal.abandoned().map(it -> it.kind().id() + ": " + it.reason()))
            .orElse(""),
        proposal.accepted().map(CampaignEvent.ProposalAccepted::rationale).orElse("").strip(),
        campaign.specHash(proposal.asked().parent()),
        edits.of(campaign, proposal));
  }

  private static String status(Proposal proposal) {
    if (proposal.accepted().isPresent()) {
      return "accepted";
    }
    if (proposal.rejected().isPresent()) {
      return "rejected";
    }
    if (proposal.abandoned().isPresent()) {
      return "abandoned";
    }
    return proposal.answered().isPresent() ? "answered" : "asked";
  }
}
