package dev.cambrian.server.plan;

import dev.cambrian.core.evolution.Plan;
import dev.cambrian.core.evolution.Publishing;
import dev.cambrian.server.terminal.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plan as people and programs read it.
 *
 * @param spec its file's name
 * @param source where the base's rate is from
 * @param model whose price the trials have, where one is named
 * @param unpriced models without a known price, each in few words
 * @param asOf the day of the prices
 */
public record CampaignPlan(
    String spec,
    Plan plan,
    Source source,
    SpecPast past,
    Expense expense,
    Optional<String> model,
    List<String> unpriced,
    String asOf) {
  public CampaignPlan {
    unpriced = List.copyOf(unpriced);
  }

  /** Where the base's rate is from. */
  public enum Source {
    HISTORY,
    OPTION,
    ASSUMED
  }

  private static final int NAME = 22;

  public List<String> lines() {
    Plan.Asked asked = plan.asked();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %d trials, %d at once, gate %.2f",
            spec,
            asked.trials(),
            asked.parallel(),
            asked.rules().gate()));
    line(lines, "base's rate", String.format(Locale.ROOT, "%.2f, %s", asked.base(), sourceText()));
    line(
        lines,
        String.format(Locale.ROOT, "effect of %.2f", asked.effect()),
        plan.findsEffect().isPresent()
            ? String.format(
                Locale.ROOT,
                "found by %.1f %% of the campaigns",
                100 * plan.findsEffect().getAsDouble())
            : "more than the base leaves room for");
    line(lines, "publishable", publishable());
    line(lines, String.format(Locale.ROOT, "trials for %.2f", asked.effect()), enough());
    line(
        lines,
        "smallest effect",
        plan.smallestEffect().isPresent()
            ? String.format(
                Locale.ROOT,
                "%.2f: the least that %.0f %% of the campaigns find",
                plan.smallestEffect().getAsDouble(),
                100 * Plan.POWER)
            : String.format(
                Locale.ROOT,
                "none: not even a mutant of rate %.2f is found by %.0f %% of the campaigns",
                Plan.BEST,
                100 * Plan.POWER));
    line(
        lines,
        "least trials",
        plan.leastTrials().isPresent()
            ? String.format(
                Locale.ROOT,
                "%d find such a mutant of rate %.2f",
                plan.leastTrials().getAsInt(),
                Plan.BEST)
            : String.format(
                Locale.ROOT,
                "not even %,d find a mutant of rate %.2f",
                Plan.MOST_TRIALS,
                Plan.BEST));
    line(
        lines,
        "equal spec promoted",
        String.format(
            Locale.ROOT, "by %.1f %%, where no edit changes anything", 100 * plan.equalPromoted()));
    line(
        lines,
        "no better promoted",
        String.format(
            Locale.ROOT,
            "by %.1f %% in the simulated world; its true gain %.3f (s.e. %.3f)",
            100 * plan.worsePromoted(),
            plan.gain().value(),
            plan.gain().error()));
    line(lines, "tokens", tokens());
    line(lines, "money", money());
    line(lines, "time", time());
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d simulated campaigns for each share, %,d for each number of trials that is tried for the effect, seed %d; an effect is that of the first mutant alone",
            plan.campaigns(),
            Math.min(plan.campaigns(), Plan.FEW_CAMPAIGNS),
            asked.seed()));
    lines.add(
        "'no better promoted' is the share of campaigns that promote a spec which is no better than its base; 'true gain' the mean improvement of the rate a campaign leaves, 0 where the base stays; 'least trials' the budget below which hardly anything can be found");
    lines.add("");
    lines.add("Recommendation: " + advice());
    return lines;
  }

  private static void line(List<String> lines, String name, String value) {
    lines.add("  " + name + " ".repeat(Math.max(1, NAME - name.length())) + value);
  }

  private String sourceText() {
    String known =
        String.format(
            Locale.ROOT,
            "%d of %d first tries of this spec",
            past.tries().successes(),
            past.tries().trials());
    return switch (source) {
      case HISTORY -> "by " + known;
      case OPTION ->
          past.tries().trials() == 0
              ? "as --base says"
              : "as --base says; the history has " + known;
      case ASSUMED -> "assumed: no first try of this spec is known, and --base names no rate";
    };
  }

  private String publishable() {
    if (plan.publishesEffect().isEmpty()) {
      return "none: there is no such effect to find";
    }
    return String.format(
        Locale.ROOT,
        "%.1f %% find it with P(better) of at least %.2f and at least %d fresh trials of each side",
        100 * plan.publishesEffect().getAsDouble(),
        Publishing.PROBABILITY,
        Publishing.FRESH_TRIALS);
  }

  private String enough() {
    if (plan.enoughTrials().isPresent()) {
      return String.format(
          Locale.ROOT,
          "about %,d are enough: with so many %.0f %% of the campaigns find it",
          plan.enoughTrials().getAsInt(),
          100 * Plan.POWER);
    }
    return plan.findsEffect().isPresent()
        ? String.format(Locale.ROOT, "more than %,d, the most that is simulated", Plan.MOST_TRIALS)
        : "none are enough";
  }

  private String tokens() {
    String answers =
        expense.answerAssumed()
            ? "assumed, no answer is known"
            : String.format(
                Locale.ROOT,
                "the median of %d %s%s",
                past.answers(),
                past.recorded() ? "recorded" : "in the history",
                past.estimated() ? ", estimated by their bytes" : "");
    return String.format(
        Locale.ROOT,
        "%,d: a trial %,d in, %,d out (%s); about %.0f proposals %,d, assumed",
        expense.tokens(),
        expense.request(),
        expense.answer(),
        answers,
        Math.ceil(plan.proposals()),
        expense.proposals().total());
  }

  private String money() {
    if (expense.microUsd().isPresent()) {
      return String.format(
          Locale.ROOT,
          "$%.2f, of which trials $%.2f (as %s) and proposals $%.2f, by the prices of %s, without a cache",
          expense.microUsd().getAsLong() / 1e6,
          expense.trialMicroUsd().orElse(0) / 1e6,
          model.orElse("unnamed"),
          expense.proposalMicroUsd().orElse(0) / 1e6,
          asOf);
    }
    return model.isPresent()
        ? "unknown: a model has no known price: %s; 'cambrian prices' lists those that have one, --prices FILE gives others"
            .formatted(String.join(", ", unpriced))
        : "unknown: name the model with --model, or one whose price counts with --price-model";
  }

  private String time() {
    return "%s, a trial %s (%s)"
        .formatted(
            Format.duration(expense.whole()),
            Format.duration(expense.trial()),
            expense.trialAssumed() ? "assumed, none is known" : "the median in the history");
  }

  private String advice() {
    double base = plan.asked().base();
    return switch (plan.advice()) {
      case NOTHING_TO_WIN ->
          String.format(
              Locale.ROOT,
              "do not run it: the base's rate is %.2f already, which leaves nothing to win that trials could show",
              base);
      case ESTIMATE_ONLY ->
          String.format(
              Locale.ROOT,
              "estimate the base, claim nothing; a campaign needs at least %d trials",
              plan.leastTrials().orElse(Plan.MOST_TRIALS));
      case LARGE_EFFECTS_ONLY ->
          String.format(
              Locale.ROOT,
              "run it only for effects of %.2f and more; it rarely shows smaller ones, and that it finds none proves nothing; %s",
              plan.smallestEffect().orElse(1),
              forEffect());
      case GO ->
          String.format(
              Locale.ROOT, "run it: an effect of %.2f is detectable", plan.asked().effect());
    };
  }

  /** What it takes to find the effect asked for, where this budget does not. */
  private String forEffect() {
    Plan.Asked asked = plan.asked();
    if (plan.enoughTrials().isPresent()) {
      return String.format(
          Locale.ROOT,
          "for %.2f give it about %,d trials and plan again",
          asked.effect(),
          plan.enoughTrials().getAsInt());
    }
    return plan.findsEffect().isPresent()
        ? String.format(
            Locale.ROOT,
            "no budget up to %,d trials finds %.2f in %.0f %% of the campaigns: what helps is an edit with a larger effect, or a base of another rate",
            Plan.MOST_TRIALS,
            asked.effect(),
            100 * Plan.POWER)
        : String.format(
            Locale.ROOT,
            "no budget finds %.2f: above a base's rate of %.2f there is room for less",
            asked.effect(),
            asked.base());
  }

  public ObjectNode json() {
    Plan.Asked asked = plan.asked();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("spec", spec)
        .put("trials", asked.trials())
        .put("parallel", asked.parallel())
        .put("gate", asked.rules().gate())
        .put("seed", asked.seed())
        .put("simulated-campaigns", plan.campaigns());
    node.putObject("base")
        .put("rate", asked.base())
        .put("source", source.name().toLowerCase(Locale.ROOT))
        .put("known-successes", past.tries().successes())
        .put("known-trials", past.tries().trials());
    ObjectNode effect = node.putObject("effect").put("asked", asked.effect());
    plan.findsEffect().ifPresent(it -> effect.put("found", it));
    plan.publishesEffect().ifPresent(it -> effect.put("publishable", it));
    plan.smallestEffect().ifPresent(it -> effect.put("smallest", it));
    plan.enoughTrials().ifPresent(it -> effect.put("enough-trials", it));
    if (plan.enoughTrials().isEmpty() && plan.findsEffect().isPresent()) {
      effect.put("enough-trials-above", Plan.MOST_TRIALS);
    }
    plan.leastTrials().ifPresent(it -> node.put("least-trials", it));
    node.put("equal-spec-promoted", plan.equalPromoted())
        .put("no-better-promoted", plan.worsePromoted());
    node.putObject("true-gain")
        .put("mean", plan.gain().value())
        .put("standard-error", plan.gain().error());
    node.put("proposals", plan.proposals());
    node.putObject("tokens")
        .put("request", expense.request())
        .put("answer", expense.answer())
        .put("answer-assumed", expense.answerAssumed())
        .put("answer-estimated", past.estimated())
        .put("trials", expense.trials().total())
        .put("proposals", expense.proposals().total())
        .put("all", expense.tokens());
    model.ifPresent(it -> node.put("price-model", it));
    expense.microUsd().ifPresent(it -> node.put("micro-usd", it));
    expense.trialMicroUsd().ifPresent(it -> node.put("trial-micro-usd", it));
    expense.proposalMicroUsd().ifPresent(it -> node.put("proposal-micro-usd", it));
    node.putObject("seconds")
        .put("trial", expense.trial().toSeconds())
        .put("trial-assumed", expense.trialAssumed())
        .put("all", expense.whole().toSeconds());
    return node.put("advice", plan.advice().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .put("recommendation", advice());
  }
}
