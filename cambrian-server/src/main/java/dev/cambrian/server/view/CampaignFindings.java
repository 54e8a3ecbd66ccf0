package dev.cambrian.server.view;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.Proposal;
import dev.cambrian.core.campaign.SpecReport;
import dev.cambrian.core.campaign.Trial;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ReportException;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.server.view.SpecFailures.Said;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What a campaign's report does not tell of it: what stands behind a promotion, at what the trials
 * of each spec failed, and about how many tokens were used where no provider told them.
 *
 * @param failures of the specs of which a trial failed, in the order of their nodes
 * @param tokens estimated; empty where all are known
 * @param origins the proposal that made each node: both are numbered each by itself
 */
public record CampaignFindings(
    Optional<CampaignEvidence> evidence,
    List<SpecFailures> failures,
    Optional<Tokens> tokens,
    Map<Integer, Integer> origins) {

  /**
   * Estimated where they are not known, see {@link EstimatedTokens}; no sum of what was paid for.
   *
   * @param trials of all with a verdict, with what was told of them
   * @param proposals of all that were answered, with what was told of them
   * @param voided told of those without a verdict, of which nothing can be estimated
   * @param byNode of the trials of each spec, with what was told of them
   * @param byTrial of those whose tokens nobody told, by number
   * @param byProposal of those whose tokens nobody told, by number
   */
  public record Tokens(
      long trials,
      long proposals,
      long voided,
      Map<Integer, Long> byNode,
      Map<Integer, Long> byTrial,
      Map<Integer, Long> byProposal) {
    public Tokens {
      byNode = Map.copyOf(byNode);
      byTrial = Map.copyOf(byTrial);
      byProposal = Map.copyOf(byProposal);
    }

    public long all() {
      return trials + proposals + voided;
    }

    /** Of one whose tokens nobody told; else empty. */
    public OptionalLong ofTrial(int trial) {
      return at(byTrial, trial);
    }

    /** Of one whose tokens nobody told; else empty. */
    public OptionalLong ofProposal(int proposal) {
      return at(byProposal, proposal);
    }

    private static OptionalLong at(Map<Integer, Long> map, int number) {
      Long tokens = map.get(number);
      return tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens);
    }
  }

  public CampaignFindings {
    failures = List.copyOf(failures);
    origins = Map.copyOf(origins);
  }

  /** Of the trials of a spec of which not all tokens are known; with what was told of them. */
  public OptionalLong estimate(SpecReport spec) {
    return spec.tokensKnown() || tokens.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(tokens.get().byNode().getOrDefault(spec.node(), 0L));
  }

  /** The same of each of these trials on average. */
  public OptionalLong estimateEach(SpecReport spec) {
    OptionalLong all = estimate(spec);
    int trials = spec.whole().trials();
    return all.isEmpty() || trials == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.round((double) all.getAsLong() / trials));
  }

  /** Of the whole campaign, where not all tokens are known; with what was told of them. */
  public OptionalLong estimate() {
    return of(Tokens::all);
  }

  /** The same of its trials; empty where all of theirs are known. */
  public OptionalLong estimatedTrials() {
    return trialsTold() ? OptionalLong.empty() : of(Tokens::trials);
  }

  /** The same of its proposals; empty where all of theirs are known. */
  public OptionalLong estimatedProposals() {
    return proposalsTold() ? OptionalLong.empty() : of(Tokens::proposals);
  }

  /** Whether a provider told the tokens of each trial with a verdict. */
  public boolean trialsTold() {
    return tokens.map(it -> it.byTrial().isEmpty()).orElse(true);
  }

  /** The same of each proposal. */
  public boolean proposalsTold() {
    return tokens.map(it -> it.byProposal().isEmpty()).orElse(true);
  }

  private OptionalLong of(ToLongFunction<Tokens> part) {
    return tokens.map(it -> OptionalLong.of(part.applyAsLong(it))).orElse(OptionalLong.empty());
  }

  /** Of a spec's trials. */
  public Optional<SpecFailures> of(int node) {
    return failures.stream().filter(it -> it.node() == node).findFirst();
  }

  /** Reads them; what it has read of a trial that ended it remembers. Safe for one thread. */
  public static final class Reader {
    private static final int LONGEST_LINE = 300;

    private final History history;
    private final Map<Integer, List<Said>> said = new HashMap<>();
    private final EstimatedTokens estimated;
    private final Map<Integer, OptionalLong> tokens = new HashMap<>();
    private final Map<Integer, OptionalLong> proposed = new HashMap<>();

    public Reader(History history) {
      this.history = history;
      this.estimated = new EstimatedTokens(history);
    }

    /**
     * @param report of that campaign
     */
    public CampaignFindings of(Campaign campaign, CampaignReport report) {
      Map<Integer, List<Said>> byNode = new TreeMap<>();
      for (Trial trial : campaign.trials()) {
        trial
            .scored()
            .filter(it -> !it.viable())
            .ifPresent(
                it ->
                    byNode
                        .computeIfAbsent(trial.started().node(), _ -> new ArrayList<>())
                        .addAll(said.computeIfAbsent(it.trial(), _ -> said(it))));
      }
      List<SpecFailures> failures = new ArrayList<>();
      byNode.forEach(
          (node, all) -> {
            var whole = report.specs().get(node).whole();
            failures.add(
                SpecFailures.of(node, whole.trials(), whole.trials() - whole.successes(), all));
          });
      return new CampaignFindings(
          CampaignEvidence.of(report),
          failures,
          report.spending().tokensKnown() ? Optional.empty() : Optional.of(tokens(campaign)),
          origins(campaign));
    }

    private static Map<Integer, Integer> origins(Campaign campaign) {
      Map<Integer, Integer> origins = new HashMap<>();
      campaign
          .proposals()
          .forEach(it -> it.accepted().ifPresent(made -> origins.put(made.node(), it.number())));
      return origins;
    }

    /** What its tokens are estimated to be, whatever was told. */
    public Tokens tokens(Campaign campaign) {
      Map<Integer, Long> byNode = new TreeMap<>();
      Map<Integer, Long> byTrial = new TreeMap<>();
      for (Trial trial : campaign.trials()) {
        if (trial.scored().isPresent()) {
          CampaignEvent.TrialScored scored = trial.scored().get();
          OptionalLong untold = tokens.computeIfAbsent(scored.trial(), _ -> estimated.of(scored));
          untold.ifPresent(it -> byTrial.put(scored.trial(), it));
          byNode.merge(
              trial.started().node(), untold.orElseGet(() -> scored.usage().total()), Long::sum);
        }
      }
      long voided =
          campaign.trials().stream()
              .flatMap(it -> it.voided().stream())
              .flatMap(it -> it.spent().stream())
              .mapToLong(it -> it.usage().total())
              .sum();
      long proposals = 0;
      Map<Integer, Long> byProposal = new TreeMap<>();
      for (Proposal proposal : campaign.proposals()) {
        if (proposal.answered().isPresent()) {
          CampaignEvent.ProposalAnswered answer = proposal.answered().get();
          OptionalLong untold =
              proposed.computeIfAbsent(proposal.number(), _ -> estimated.of(answer));
          untold.ifPresent(it -> byProposal.put(proposal.number(), it));
          proposals += untold.orElseGet(() -> answer.usage().total());
        }
      }
      long trials = byNode.values().stream().mapToLong(it -> it).sum();
      return new Tokens(trials, proposals, voided, byNode, byTrial, byProposal);
    }

    private List<Said> said(CampaignEvent.TrialScored trial) {
      try {
        return read(trial);
      } catch (HistoryException.Corrupt | ReportException unreadable) {
        return List.of(alone(trial, "report", "it cannot be read"));
      }
    }

    private List<Said> read(CampaignEvent.TrialScored trial) {
      Optional<Diagnostics> diagnostics =
          trial
              .reportBlob()
              .flatMap(history::get)
              .flatMap(it -> ReportCodec.decode(it).diagnostics());
      if (diagnostics.isEmpty()) {
        return List.of(rejected(trial));
      }
      List<Failure> failures = diagnostics.get().failures();
      String stage = diagnostics.get().stage().id();
      return failures.stream().allMatch(it -> it.test().equals(stage) && it.file().isEmpty())
          ? List.of(whole(trial, diagnostics.get()))
          : failures.stream()
              .map(
                  it ->
                      new Said(
                          trial.trial(),
                          trial.generation(),
                          it.test(),
                          it.error(),
                          it.file(),
                          it.line(),
                          Optional.empty()))
              .toList();
    }

    /** Its answer was no artifact. */
    private Said rejected(CampaignEvent.TrialScored trial) {
      return history.read(StreamId.generation(trial.generation())).stream()
          .map(it -> it.event())
          .filter(Event.AnswerRejected.class::isInstance)
          .map(Event.AnswerRejected.class::cast)
          .reduce((_, last) -> last)
          .map(it -> alone(trial, "answer, " + it.rule(), it.reason()))
          .orElseGet(() -> alone(trial, "answer", "no artifact"));
    }

    private static Said alone(CampaignEvent.TrialScored trial, String name, String message) {
      return alone(trial, name, message, Optional.empty());
    }

    private static Said alone(
        CampaignEvent.TrialScored trial, String name, String message, Optional<String> printed) {
      return new Said(
          trial.trial(),
          trial.generation(),
          name,
          message,
          Optional.empty(),
          Optional.empty(),
          printed);
    }

    /** A stage that named nothing that failed in it; what it printed last may. */
    private static Said whole(CampaignEvent.TrialScored trial, Diagnostics diagnostics) {
      return alone(
          trial,
          diagnostics.stage().id(),
          diagnostics.summary(),
          lastLine(diagnostics.stderrTail()).or(() -> lastLine(diagnostics.stdoutTail())));
    }

    private static Optional<String> lastLine(String tail) {
      return tail.lines()
          .map(String::strip)
          .filter(it -> !it.isEmpty())
          .reduce((_, last) -> last)
          .map(it -> it.length() <= LONGEST_LINE ? it : it.substring(0, LONGEST_LINE - 1) + "…");
    }
  }
}
