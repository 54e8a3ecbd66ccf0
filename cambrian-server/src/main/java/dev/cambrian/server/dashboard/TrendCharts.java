package dev.cambrian.server.dashboard;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.dashboard.Axis.Scale;
import dev.cambrian.server.dashboard.Layer.Band;
import dev.cambrian.server.dashboard.Layer.Bars;
import dev.cambrian.server.dashboard.Layer.Line;
import dev.cambrian.server.dashboard.Layer.Point;
import dev.cambrian.server.dashboard.Layer.Span;
import dev.cambrian.server.view.Trends;
import dev.cambrian.server.view.Trends.Bin;
import dev.cambrian.server.view.Trends.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Draws {@link Trends}. */
final class TrendCharts {
  private final List<Bin> bins;
  private final Scale generations;
  private final double width;

  private TrendCharts(Trends trends) {
    bins = trends.bins();
    generations = Scale.whole("generation", bins.getFirst().first(), bins.getLast().last());
    double nearest = Math.max(1, bins.getLast().last() - bins.getFirst().first());
    for (int i = 1; i < bins.size(); i++) {
      nearest = Math.min(nearest, middle(bins.get(i)) - middle(bins.get(i - 1)));
    }
    width = nearest * 0.8;
  }

  /** Of at least one bin. */
  static List<Chart> of(Trends trends) {
    TrendCharts charts = new TrendCharts(trends);
    List<Chart> all = new ArrayList<>();
    all.add(trends.ofSeveralSpecs() ? charts.viableShare() : charts.viability());
    all.add(charts.failures());
    charts.tokens().ifPresent(all::add);
    charts.cost().ifPresent(all::add);
    for (Stage stage : Stage.values()) {
      charts.stage(stage).ifPresent(all::add);
      if (stage == Stage.TEST) {
        charts.canary().ifPresent(all::add);
      }
    }
    return List.copyOf(all);
  }

  private static double middle(Bin bin) {
    return (bin.first() + bin.last()) / 2.0;
  }

  private Chart viability() {
    List<Bin> counting = bins.stream().filter(it -> it.rate().trials() > 0).toList();
    return Chart.of(
        "viability",
        "Viable ones",
        says("The rate of viable generations", it -> percent(it.rate().mean())),
        generations,
        Scale.share("viable"),
        List.of(
            new Band(
                "95 % interval",
                0,
                spans(
                    counting,
                    it -> it.rate().interval().lower(),
                    it -> it.rate().interval().upper())),
            new Line("expected rate", 0, points(counting, it -> it.rate().mean()))),
        table(
            List.of("that count", "viable", "rate", "95 % interval"),
            it -> {
              BetaPosterior.Interval interval = it.rate().interval();
              return List.of(
                  Show.count(it.rate().trials()),
                  Show.count(it.rate().successes()),
                  percent(it.rate().mean()),
                  percent(interval.lower()) + " to " + percent(interval.upper()));
            }));
  }

  /** Of several specs together there is no rate that could be expected. */
  private Chart viableShare() {
    List<Bin> counting = bins.stream().filter(it -> it.rate().trials() > 0).toList();
    return Chart.of(
        "viability",
        "Viable ones, of several specs",
        says("The share of viable generations, of several specs together", TrendCharts::share),
        generations,
        Scale.share("viable"),
        List.of(new Line("share", 0, points(counting, it -> TrendsPage.share(it.rate())))),
        table(
            List.of("that count", "viable", "share", "specs"),
            it ->
                List.of(
                    Show.count(it.rate().trials()),
                    Show.count(it.rate().successes()),
                    share(it),
                    Show.count(it.specs()))));
  }

  private static String share(Bin bin) {
    return bin.rate().trials() == 0 ? "unknown" : percent(TrendsPage.share(bin.rate()));
  }

  /** Stacked, the first stage lowest. */
  private Chart failures() {
    List<String> kinds =
        Stream.concat(Stream.of(Trends.ANSWER), Stream.of(Stage.values()).map(Stage::id)).toList();
    List<Layer> layers = new ArrayList<>();
    double[] height = new double[bins.size()];
    for (int tone = 0; tone < kinds.size(); tone++) {
      String kind = kinds.get(tone);
      List<Span> spans = new ArrayList<>();
      for (int i = 0; i < bins.size(); i++) {
        int failed = bins.get(i).failures().getOrDefault(kind, 0);
        if (failed > 0) {
          spans.add(new Span(middle(bins.get(i)), height[i], height[i] + failed));
          height[i] += failed;
        }
      }
      if (!spans.isEmpty()) {
        layers.add(new Bars(failedAt(kind), tone, width, spans));
      }
    }
    double highest = Arrays.stream(height).max().orElse(0);
    return Chart.of(
        "failures",
        "Where they failed",
        says(
            "Failed generations",
            it -> Show.count(it.failures().values().stream().mapToInt(n -> n).sum())),
        generations,
        Scale.counts("failed generations", highest),
        layers,
        table(
            kinds.stream().map(TrendCharts::failedAt).toList(),
            it ->
                kinds.stream()
                    .map(kind -> Show.count(it.failures().getOrDefault(kind, 0)))
                    .toList()));
  }

  private static String failedAt(String kind) {
    return kind.equals(Trends.ANSWER) ? "no readable answer" : kind;
  }

  private Optional<Chart> tokens() {
    List<Bin> told = bins.stream().filter(it -> it.told() > 0).toList();
    double highest = told.stream().mapToDouble(TrendCharts::allTokens).max().orElse(0);
    if (highest == 0) {
      return Optional.empty();
    }
    List<Layer> layers = new ArrayList<>();
    if (told.stream().anyMatch(it -> it.liveTokens() > 0)) {
      layers.add(new Bars("live", 0, width, spans(told, _ -> 0, Bin::liveTokens)));
    }
    if (told.stream().anyMatch(it -> it.replayedTokens() > 0)) {
      layers.add(
          new Bars("replayed, free", 5, width, spans(told, Bin::liveTokens, TrendCharts::heard)));
    }
    if (told.stream().anyMatch(it -> it.reportedTokens() > 0)) {
      layers.add(
          new Bars(
              "as organisms report them",
              3,
              width,
              spans(told, TrendCharts::heard, TrendCharts::allTokens)));
    }
    return Optional.of(
        Chart.of(
            "tokens",
            "Tokens of a generation",
            says("The mean of the tokens of a generation", it -> tokens(it, allTokens(it))),
            generations,
            Scale.upTo("tokens, in the mean", highest, TrendCharts::thousands),
            layers,
            table(
                List.of("generations with known tokens", "live", "replayed", "reported"),
                it ->
                    List.of(
                        Show.count(it.told()),
                        tokens(it, it.liveTokens()),
                        tokens(it, it.replayedTokens()),
                        tokens(it, it.reportedTokens())))));
  }

  /** That providers told. */
  private static double heard(Bin bin) {
    return bin.liveTokens() + bin.replayedTokens();
  }

  private static double allTokens(Bin bin) {
    return heard(bin) + bin.reportedTokens();
  }

  private static String tokens(Bin bin, double mean) {
    return bin.told() == 0 ? "unknown" : Show.count(Math.round(mean));
  }

  private Optional<Chart> cost() {
    List<Bin> priced = bins.stream().filter(it -> it.priced() > 0).toList();
    double highest = priced.stream().mapToDouble(Bin::microUsd).max().orElse(0);
    if (highest == 0) {
      return Optional.empty();
    }
    return Optional.of(
        Chart.of(
            "cost",
            "Cost of a generation",
            says("The mean cost of a generation", TrendCharts::cost),
            generations,
            Scale.upTo(
                "dollars, in the mean",
                highest / 1e6,
                it -> String.format(Locale.ROOT, it < 0.1 && it > 0 ? "$%.3f" : "$%.2f", it)),
            List.of(
                new Line(
                    "of those with a known price", 1, points(priced, it -> it.microUsd() / 1e6))),
            table(
                List.of("generations with a price", "cost"),
                it -> List.of(Show.count(it.priced()), cost(it)))));
  }

  private static String cost(Bin bin) {
    return bin.priced() == 0 ? "unknown" : Show.cost(Math.round(bin.microUsd()));
  }

  private Optional<Chart> stage(Stage stage) {
    return durations(
        "stage-" + stage.id(),
        "Stage " + stage.id(),
        "The median duration of the stage " + stage.id(),
        it -> Optional.ofNullable(it.stages().get(stage)));
  }

  private Optional<Chart> canary() {
    return durations(
        "canary",
        "Canary, after the tests",
        "The median duration of the canary, the second run of the tests, beside some that must fail",
        Bin::canary);
  }

  private Optional<Chart> durations(
      String id, String title, String what, Function<Bin, Optional<Spread>> spread) {
    List<Bin> taken = bins.stream().filter(it -> spread.apply(it).isPresent()).toList();
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    Function<Bin, Spread> known = it -> spread.apply(it).orElseThrow();
    double highest = taken.stream().mapToDouble(it -> known.apply(it).upper()).max().orElse(0);
    return Optional.of(
        Chart.of(
            id,
            title,
            says(what, it -> spread.apply(it).map(all -> millis(all.median())).orElse("unknown")),
            generations,
            Scale.upTo("seconds", highest / 1e3, it -> trimmed(it) + " s"),
            List.of(
                new Band(
                    "the middle half",
                    2,
                    spans(
                        taken,
                        it -> known.apply(it).lower() / 1e3,
                        it -> known.apply(it).upper() / 1e3)),
                new Line("median", 2, points(taken, it -> known.apply(it).median() / 1e3))),
            table(
                List.of("that came to it", "lower quartile", "median", "upper quartile"),
                it ->
                    spread
                        .apply(it)
                        .map(
                            all ->
                                List.of(
                                    Show.count(all.count()),
                                    millis(all.lower()),
                                    millis(all.median()),
                                    millis(all.upper())))
                        .orElse(List.of("0", "", "", "")))));
  }

  private static String millis(double millis) {
    return Show.duration(Duration.ofNanos(Math.round(millis * 1e6)));
  }

  private static List<Point> points(List<Bin> bins, ToDoubleFunction<Bin> y) {
    return bins.stream().map(it -> new Point(middle(it), y.applyAsDouble(it))).toList();
  }

  private static List<Span> spans(
      List<Bin> bins, ToDoubleFunction<Bin> low, ToDoubleFunction<Bin> high) {
    return bins.stream()
        .map(it -> new Span(middle(it), low.applyAsDouble(it), high.applyAsDouble(it)))
        .toList();
  }

  /** What one sees, in words. */
  private String says(String what, Function<Bin, String> value) {
    Bin first = bins.getFirst();
    Bin last = bins.getLast();
    return bins.size() == 1
        ? "%s: %s in %s.".formatted(what, value.apply(first), which(first))
        : "%s: %s in %s, %s in %s; the table has all figures."
            .formatted(what, value.apply(first), which(first), value.apply(last), which(last));
  }

  private static String which(Bin bin) {
    return bin.first() == bin.last()
        ? "generation " + bin.first()
        : "generations %d to %d".formatted(bin.first(), bin.last());
  }

  private Chart.Table table(List<String> columns, Function<Bin, List<String>> cells) {
    List<String> heads = new ArrayList<>(List.of("Generations", "first started, UTC"));
    heads.addAll(columns);
    return new Chart.Table(
        heads,
        bins.stream()
            .map(
                bin -> {
                  List<String> row =
                      new ArrayList<>(
                          List.of(
                              bin.first() == bin.last()
                                  ? Integer.toString(bin.first())
                                  : "%d to %d".formatted(bin.first(), bin.last()),
                              Show.time(bin.from())));
                  row.addAll(cells.apply(bin));
                  return row;
                })
            .toList());
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  private static String thousands(double value) {
    return value >= 10_000 ? trimmed(value / 1000) + " k" : Show.count(Math.round(value));
  }

  private static String trimmed(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceAll("[.]?0+$", "");
  }
}
