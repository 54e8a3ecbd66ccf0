package dev.cambrian.server.dashboard;

import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.Difference;
import dev.cambrian.core.campaign.SpecReport;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Probability;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.server.view.CampaignFindings;
import dev.cambrian.server.view.CampaignView;
import dev.cambrian.server.view.CampaignView.Dot;
import dev.cambrian.server.view.RateText;
import dev.cambrian.server.view.SpecFailures;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Campaigns in words and classes, as their templates need them. */
final class CampaignWords {
  /** Between two trials of the drawing. */
  static final int STEP = 16;

  /** Between two specs of the drawing. */
  static final int ROW = 22;

  /** Before the first trial. */
  static final int LEFT = 70;

  /** Things at which the trials of one spec failed, told one by one. */
  static final int MOST_GROUPS = 8;

  private CampaignWords() {}

  /** The most frequent. */
  static List<SpecFailures.Group> first(SpecFailures spec) {
    return spec.groups().stream().limit(MOST_GROUPS).toList();
  }

  /** Where an example leads: to its line, else to its generation. */
  static Optional<String> example(Links links, SpecFailures.Example example) {
    return links.generation(example.generation());
  }

  /** {@code about 1,234 by the bytes: 1,000 for trials, 234 for proposals}. */
  static String estimate(CampaignFindings.Tokens tokens) {
    return "about %s by the bytes of what was asked and answered, an estimate: %s for trials, %s for proposals"
        .formatted(
            Show.count(tokens.all()), Show.count(tokens.trials()), Show.count(tokens.proposals()));
  }

  /** What trials took that ended without a verdict; of those that did so at least once. */
  static String withoutVerdict(CampaignReport.Spending spending) {
    String told =
        "of it %s for trials without a verdict"
            .formatted(Show.count(spending.voidedTokens(), spending.tokensKnown()));
    String untold =
        "trials without a verdict whose tokens nobody knows, not in it: %d"
            .formatted(spending.untold());
    return Stream.of(spending.voidedTokens() > 0 ? told : "", spending.untold() > 0 ? untold : "")
        .filter(it -> !it.isEmpty())
        .collect(Collectors.joining("; "));
  }

  static String capital(String sentence) {
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  /** How it stands, in a word or two. */
  static String status(CampaignRecord record) {
    return record
        .ending()
        .map(
            it ->
                switch (it) {
                  case PROMOTED -> "promoted node " + record.promotedNode().orElse(0);
                  case BASE_STAYS -> "base stays";
                  case CANCELLED -> "cancelled";
                  case STOPPED -> "stopped";
                })
        .orElse(record.status().id());
  }

  /** The class of its badge. */
  static String badge(CampaignRecord record) {
    if (record.ending().isEmpty()) {
      return "busy";
    }
    return record.ending().get() == Ending.PROMOTED
        ? "good"
        : record.ending().get() == Ending.BASE_STAYS ? "idle" : "bad";
  }

  static String probability(OptionalDouble probability) {
    return probability.isPresent() ? Probability.text(probability.getAsDouble()) : "";
  }

  /** {@code +0.54 (+0.17 to +0.91)}. */
  static String difference(Difference it) {
    return RateText.difference(it);
  }

  /** {@code manifest 2, test 3}. */
  static String counts(Map<String, Integer> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(it -> it.getKey() + " " + it.getValue())
            .collect(Collectors.joining(", "));
  }

  static String node(int node) {
    return node == 0 ? "base" : "node " + node;
  }

  /** What was done to which spec, such as {@code refine 2-links}. */
  static String origin(SpecReport spec) {
    return spec.operator().map(it -> it.id()).orElse("")
        + spec.section().map(it -> " " + Show.line(it, 60)).orElse("")
        + spec.donor().map(it -> " of " + node(it)).orElse("");
  }

  static String result(Dot dot) {
    return switch (dot.result()) {
      case OPEN -> "under way";
      case VIABLE -> "viable";
      case NON_VIABLE -> "non-viable";
      case VOIDED -> "voided";
    };
  }

  static String phase(Dot dot) {
    return dot.phase().id();
  }

  /** One trial in words. */
  static String trial(Dot dot) {
    return "Trial %d, %s, %s: %s%s"
        .formatted(
            dot.trial(),
            node(dot.node()),
            phase(dot),
            result(dot),
            dot.detail().isEmpty() ? "" : " (" + dot.detail() + ")");
  }

  static String css(Dot dot) {
    return result(dot).replace(' ', '-') + (dot.phase() == Phase.CONFIRM ? " confirm" : "");
  }

  /** Of the drawing. */
  static int width(CampaignView view) {
    return LEFT + Math.max(1, view.trials().size()) * STEP + 4;
  }

  static int height(CampaignView view) {
    return view.tree().size() * ROW + 4;
  }

  /** Where a spec's row stands from the top. */
  static int row(CampaignView view, int node) {
    List<CampaignView.Branch> tree = view.tree();
    for (int i = 0; i < tree.size(); i++) {
      if (tree.get(i).spec().node() == node) {
        return i * ROW + ROW / 2 + 2;
      }
    }
    return 0;
  }

  static String drawing(CampaignView view) {
    return "%d trials of %d specs in the order in which they began: %d viable, %d non-viable, %d voided, %d under way"
        .formatted(
            view.trials().size(),
            view.tree().size(),
            count(view, CampaignView.Result.VIABLE),
            count(view, CampaignView.Result.NON_VIABLE),
            count(view, CampaignView.Result.VOIDED),
            count(view, CampaignView.Result.OPEN));
  }

  private static long count(CampaignView view, CampaignView.Result result) {
    return view.trials().stream().filter(it -> it.result() == result).count();
  }
}
