package dev.cambrian.server.plan;

import dev.cambrian.core.evolution.Plan;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.TokenEstimate;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a campaign is expected to cost.
 *
 * @param request input tokens of a trial, estimated upwards
 * @param answer output tokens of a trial
 * @param answerAssumed whether no answer is known
 * @param trials tokens of all trials
 * @param proposals tokens of all proposals
 * @param microUsd all of it in millionths of a dollar, no cache counted; empty where a price is not
 *     known
 * @param trialMicroUsd of the trials alone
 * @param proposalMicroUsd of the proposals alone
 * @param trial how long one takes
 * @param trialAssumed whether that is not known
 * @param whole how long all take, so many at once; proposals and waiting for the rig not counted
 */
public record Expense(
    long request,
    long answer,
    boolean answerAssumed,
    TokenUsage trials,
    TokenUsage proposals,
    OptionalLong microUsd,
    OptionalLong trialMicroUsd,
    OptionalLong proposalMicroUsd,
    Duration trial,
    boolean trialAssumed,
    Duration whole) {
  /** Output tokens of an answer where none is known. */
  public static final long ASSUMED_ANSWER = 10_000;

  /** How long a trial takes where none is known. */
  public static final Duration ASSUMED_TRIAL = Duration.ofMinutes(5);

  /** Input tokens of a proposal beside its spec: what is asked, and the failures. */
  public static final long ASSUMED_FAILURES = 4_000;

  /** Output tokens of a proposal. */
  public static final long ASSUMED_EDIT = 2_000;

  /**
   * @param first the request of a trial
   * @param model of trials
   * @param proposerModel of proposals
   */
  public static Expense of(
      Plan plan,
      Spec spec,
      LlmRequest first,
      SpecPast past,
      Prices prices,
      Optional<String> model,
      Optional<String> proposerModel) {
    return of(
        plan.asked().trials(),
        plan.asked().parallel(),
        plan.proposals(),
        spec,
        first,
        past,
        prices,
        model,
        proposerModel);
  }

  /** The same of so many trials, so many at once, and so many proposals. */
  static Expense of(
      int count,
      int parallel,
      double expectedProposals,
      Spec spec,
      LlmRequest first,
      SpecPast past,
      Prices prices,
      Optional<String> model,
      Optional<String> proposerModel) {
    long request = TokenEstimate.input(first);
    long answer = past.answer().orElse(ASSUMED_ANSWER);
    long proposed = (long) Math.ceil(expectedProposals);
    TokenUsage trials = TokenUsage.of(request * count, answer * count);
    TokenUsage proposals =
        TokenUsage.of(
            (TokenEstimate.of(spec.text()) + ASSUMED_FAILURES) * proposed, ASSUMED_EDIT * proposed);
    OptionalLong trialCost = cost(prices, model, trials);
    OptionalLong proposalCost = cost(prices, proposerModel, proposals);
    Duration trial = past.duration().orElse(ASSUMED_TRIAL);
    int rounds = Math.ceilDiv(count, parallel);
    return new Expense(
        request,
        answer,
        past.answer().isEmpty(),
        trials,
        proposals,
        trialCost.isPresent() && proposalCost.isPresent()
            ? OptionalLong.of(trialCost.getAsLong() + proposalCost.getAsLong())
            : OptionalLong.empty(),
        trialCost,
        proposalCost,
        trial,
        past.duration().isEmpty(),
        trial.multipliedBy(rounds));
  }

  private static OptionalLong cost(Prices prices, Optional<String> model, TokenUsage usage) {
    return model.map(it -> prices.costMicroUsd(it, usage)).orElse(OptionalLong.empty());
  }

  /** Input and output of trials and proposals together. */
  public long tokens() {
    return trials.total() + proposals.total();
  }
}
