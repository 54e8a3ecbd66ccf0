package dev.cambrian.server.view;

import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.campaign.SpecComparison;
import dev.cambrian.core.campaign.SpecReport;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.Probability;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.view.TriedSpecs.Tried;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Two specs by the trials that campaigns gave them, as the terminal and the dashboard tell it.
 * Names of models are those that a campaign was told: do not trust them.
 *
 * @param first findings of the campaign of the first
 * @param second findings of that of the second
 */
public record ComparedTrials(
    SpecComparison comparison, CampaignFindings first, CampaignFindings second) {
  /** Campaigns that tried both. */
  private static final int MOST = 5;

  /** One of the two specs, and what its campaign tells beyond its report. */
  public record Told(SpecComparison.Side side, CampaignFindings findings) {
    private SpecReport spec() {
      return side.spec();
    }

    private CampaignReport campaign() {
      return side.campaign();
    }
  }

  public static ComparedTrials of(Told first, Told second) {
    return new ComparedTrials(
        SpecComparison.of(first.side(), second.side()), first.findings(), second.findings());
  }

  /** One thing that is told of both. */
  public record Row(String name, String first, String second) {}

  /**
   * Those of each campaign that tried both, the latest first, at most {@value #MOST}. Where none
   * did, those of the latest campaign that tried the one and the latest that tried the other; none
   * where no campaign tried one of them.
   *
   * @param first hash of a spec
   * @param second of another
   */
  public static List<ComparedTrials> of(SqliteHistory history, String first, String second) {
    Map<String, List<Tried>> tried = TriedSpecs.of(history, List.of(first, second));
    List<Tried> one = tried.getOrDefault(first, List.of()).reversed();
    List<Tried> other = tried.getOrDefault(second, List.of()).reversed();
    List<ComparedTrials> together =
        one.stream()
            .flatMap(
                a ->
                    other.stream()
                        .filter(b -> b.campaign().equals(a.campaign()))
                        .map(b -> of(history, a, b)))
            .flatMap(Optional::stream)
            .limit(MOST)
            .toList();
    return together.isEmpty() && !one.isEmpty() && !other.isEmpty()
        ? of(history, one.getFirst(), other.getFirst()).stream().toList()
        : together;
  }

  private static Optional<ComparedTrials> of(SqliteHistory history, Tried one, Tried other) {
    return told(history, one)
        .flatMap(first -> told(history, other).map(second -> of(first, second)));
  }

  private static Optional<Told> told(SqliteHistory history, Tried tried) {
    return Campaigns.find(history, tried.campaign())
        .map(
            it -> {
              CampaignReport report = CampaignReport.withoutSections(it);
              return new Told(
                  new SpecComparison.Side(report, report.specs().get(tried.node())),
                  new CampaignFindings.Reader(history).of(it, report));
            });
  }

  /** How they are called: homes may have different campaigns of the same id. */
  public Names names() {
    String first = comparison.first().name();
    String second = comparison.second().name();
    return first.equals(second)
        ? new Names(first + " (first)", second + " (second)")
        : new Names(first, second);
  }

  /** Of two that are told apart by them. */
  public record Names(String first, String second) {}

  /** What is told of both, from their specs to what their campaigns took. */
  public List<Row> rows() {
    return List.of(
        row("spec", it -> Format.digits(it.spec().specHash())),
        row("model", it -> it.campaign().settings().model()),
        row("arm", it -> it.campaign().settings().arm().id()),
        row("viable", it -> counts(it.spec().whole())),
        row("rate", it -> rate(it.spec().whole())),
        row("bytes", it -> Format.count(it.spec().bytes())),
        row("tokens a trial", ComparedTrials::tokens),
        row("cost a trial", it -> cost(it.spec())),
        row("time a trial", it -> time(it.spec())),
        row(
            "campaign, tokens",
            it ->
                Format.count(
                    it.campaign().spending().tokens(),
                    it.campaign().spending().tokensKnown(),
                    it.findings().estimate())),
        row("campaign, cost", it -> Format.cost(it.campaign().spending().microUsd())),
        row("campaign, time", it -> Format.duration(it.campaign().wallTime())));
  }

  private Row row(String name, Function<Told, String> cell) {
    return new Row(
        name,
        cell.apply(new Told(comparison.first(), first)),
        cell.apply(new Told(comparison.second(), second)));
  }

  private static String counts(BetaPosterior rate) {
    return rate.trials() == 0 ? "-" : "%d/%d".formatted(rate.successes(), rate.trials());
  }

  private static String rate(BetaPosterior rate) {
    return rate.trials() == 0 ? "-" : RateText.rate(rate);
  }

  private static String tokens(Told told) {
    OptionalLong tokens = told.spec().behaviour().tokens();
    return Format.count(
        tokens.orElse(0), tokens.isPresent(), told.findings().estimateEach(told.spec()));
  }

  private static String cost(SpecReport spec) {
    BetaPosterior whole = spec.whole();
    return whole.trials() == 0 || spec.microUsd().isEmpty()
        ? "unknown"
        : Format.cost(OptionalLong.of(spec.microUsd().getAsLong() / whole.trials()));
  }

  private static String time(SpecReport spec) {
    int trials = spec.whole().trials();
    return trials == 0
        ? "unknown"
        : Format.duration(Duration.ofMillis(spec.elapsed().toMillis() / trials));
  }

  /** What the trials say, where they say anything, and what is to be said against it. */
  public List<String> sentences() {
    List<String> all = new ArrayList<>();
    if (comparison.tells()) {
      all.add(verdict());
      byTheGate().ifPresent(all::add);
    }
    all.addAll(comparison.cautions());
    return all;
  }

  private String verdict() {
    return "%s is better with a probability of %s, %s with %s, they are the same with %s%s. The trials are not all fresh: only a campaign's confirmation decides."
        .formatted(
            names().second(),
            Probability.text(comparison.secondBetter()),
            names().first(),
            Probability.text(comparison.firstBetter()),
            Probability.text(comparison.same()),
            comparison
                .difference()
                .map(it -> "; second minus first: " + RateText.difference(it))
                .orElse(""));
  }

  /** The other figure of a spec beside its own base, which is asked for more than this one is. */
  private Optional<String> byTheGate() {
    SpecReport first = comparison.first().spec();
    SpecReport second = comparison.second().spec();
    boolean ofOne = comparison.first().sameCampaign(comparison.second()) && first.node() == 0;
    boolean confirmed = Stream.of(first, second).allMatch(it -> it.confirm().trials() > 0);
    return Optional.of(second.betterThanBase())
        .filter(better -> ofOne && better.isPresent() && confirmed)
        .map(
            better ->
                "By the gate's rule, as 'campaign show' tells it, node %d is better than its base with a probability of %s: the lower of the figure above and that of the fresh trials alone."
                    .formatted(second.node(), Probability.text(better.getAsDouble())));
  }
}
