package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.QueryText;
import dev.cambrian.server.view.Trends;
import dev.cambrian.server.view.Trends.Filter;
import dev.cambrian.server.view.Trends.Window;
import dev.cambrian.server.view.TriedSpecs;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How generations fared over time. */
final class TrendsPage implements Page {
  private static final String WINDOWS =
      Stream.of(Window.values()).map(Window::id).collect(Collectors.joining(", "));

  private static final String CSV = "/ui/trends/rates.csv";

  /** Fewer are told and not drawn. */
  private static final int FEWEST_BINS = 3;

  /** Rows of a table of rates. */
  private static final int MOST_GROUPS = 30;

  private static final int LONGEST_MODEL = 200;

  /** Each reads many rows; who comes while others do waits for a moment. */
  private static final int AT_ONCE = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Supervisor supervisor;
  private final LiveStream live;
  private final DrawnTrends drawn;
  private final Semaphore free = new Semaphore(AT_ONCE, true);

  /**
   * What the page shows.
   *
   * @param charts of the filtered generations; none where there are none
   * @param specs their rates by spec
   * @param models their rates by model
   * @param known the titles of all specs that one can filter by, by their hashes
   * @param answered all models that one can filter by
   */
  record Shown(
      Trends trends,
      List<Chart> charts,
      List<Rated> specs,
      List<Rated> models,
      Map<String, String> known,
      List<String> answered) {
    /** Of its live part. */
    String address() {
      return "/ui/live/trends" + query(trends.filter());
    }

    /** Whether nothing was grown at all. */
    boolean empty() {
      return known.isEmpty();
    }

    /** Whether there is so little that a drawing would show next to nothing. */
    boolean few() {
      return trends.bins().size() < FEWEST_BINS;
    }

    /** Whether trials of campaigns are among them. */
    boolean campaigns() {
      return specs.stream().anyMatch(it -> !it.tried().isEmpty());
    }

    /** Of the rates as a file. */
    String csv() {
      return CSV + query(trends.filter());
    }

    /** Whether there is nothing to draw in one chart. */
    boolean lacks(String chart) {
      return charts.stream().noneMatch(it -> it.id().equals(chart));
    }
  }

  /**
   * Generations that have something in common.
   *
   * @param name hostile
   * @param address of the same page with only these
   * @param tried by which campaigns, where it is a spec
   */
  record Rated(String name, String address, Trends.Group group, List<TriedSpecs.Tried> tried) {
    Rated {
      tried = List.copyOf(tried);
    }
  }

  TrendsPage(Supervisor supervisor, LiveStream live) {
    this.supervisor = supervisor;
    this.live = live;
    this.drawn =
        new DrawnTrends(
            () -> Trends.mark(supervisor.file()), filter -> inTurn(() -> shown(filter)));
  }

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get("/ui/trends", this::page),
        Call.get("/ui/live/trends", this::follow),
        Call.get(CSV, this::csv));
  }

  private void page(Context context) {
    Filter filter = asked(context);
    Html.page(
        context,
        Templates.render(
            "trends.jte",
            Map.of("frame", Frame.of("Trends", "/ui/trends"), "shown", drawn.now(filter))));
  }

  private void follow(Context context) throws IOException, InterruptedException {
    Filter filter = asked(context);
    live.serve(
        context,
        "trends" + query(filter),
        () -> Templates.render("trendspart.jte", Map.of("shown", drawn.lately(filter))));
  }

  private void csv(Context context) {
    Shown shown = drawn.now(asked(context));
    context.header("Content-Disposition", "attachment; filename=\"cambrian-rates.csv\"");
    context.header("Cache-Control", "no-store");
    Html.send(
        context,
        "text/csv;charset=utf-8",
        QueryText.spreadsheet(RateRows.of(shown.specs(), shown.models()))
            .map(line -> line + "\r\n")
            .collect(Collectors.joining())
            .getBytes(UTF_8));
  }

  private Shown inTurn(Supplier<Shown> work) {
    try {
      if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new RequestException(
            Kind.UNAVAILABLE, "other trends are being drawn; load the page again");
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new RequestException(Kind.UNAVAILABLE, "the server ends; ask again when it runs");
    }
    try {
      return work.get();
    } finally {
      free.release();
    }
  }

  private static Filter asked(Context context) {
    Optional<String> spec = Parameters.text(context, "spec");
    if (spec.filter(it -> !it.matches("sha256:[0-9a-f]{64}")).isPresent()) {
      throw new RequestException(
          Kind.MALFORMED, "spec must be sha256: and 64 hexadecimal digits; the form lists them");
    }
    Optional<String> model = Parameters.text(context, "model");
    if (model.filter(it -> it.length() > LONGEST_MODEL).isPresent()) {
      throw new RequestException(Kind.MALFORMED, "model is too long; the form lists them");
    }
    return new Filter(
        spec,
        model,
        Parameters.word(context, "window", Window::of, WINDOWS).orElse(Window.LAST_200));
  }

  private Shown shown(Filter filter) {
    Trends trends = Trends.of(supervisor.file(), filter);
    Trends.Choices choices = Trends.choices(supervisor.file());
    HistoryView history = new HistoryView(supervisor.history());
    Map<String, String> known = new LinkedHashMap<>();
    choices.specs().forEach(it -> known.put(it, title(history, it)));
    List<Trends.Group> specs = trends.specs().stream().limit(MOST_GROUPS).toList();
    Map<String, List<TriedSpecs.Tried>> tried =
        TriedSpecs.of(supervisor.file(), specs.stream().map(Trends.Group::key).toList());
    return new Shown(
        trends,
        trends.bins().isEmpty() ? List.of() : TrendCharts.of(trends),
        specs.stream()
            .map(
                it ->
                    new Rated(
                        title(history, it.key()),
                        address(Optional.of(it.key()), filter.model(), filter.window()),
                        it,
                        tried.getOrDefault(it.key(), List.of())))
            .toList(),
        trends.models().stream()
            .limit(MOST_GROUPS)
            .map(
                it ->
                    new Rated(
                        it.key(),
                        address(filter.specHash(), Optional.of(it.key()), filter.window()),
                        it,
                        List.of()))
            .toList(),
        known,
        choices.models());
  }

  private static String title(HistoryView history, String hash) {
    return history
        .spec(hash)
        .map(Event.SpecRegistered::title)
        .filter(it -> !it.isBlank())
        .orElse(hash);
  }

  private static String address(Optional<String> spec, Optional<String> model, Window window) {
    return "/ui/trends" + query(new Filter(spec, model, window));
  }

  private static String query(Filter filter) {
    return "?window="
        + filter.window().id()
        + filter.specHash().map(it -> "&spec=" + Addresses.segment(it)).orElse("")
        + filter.model().map(it -> "&model=" + Addresses.segment(it)).orElse("");
  }

  /** In a sentence. */
  static String summary(Trends trends) {
    BetaPosterior rate = trends.rate();
    String which =
        trends.generations() == 1
            ? "Of one generation"
            : "Of %s generations".formatted(Show.count(trends.generations()));
    if (rate.trials() == 0) {
      return which + ", none counts yet.";
    }
    String counted =
        "%s, %s %s: %s of them viable, that is %s."
            .formatted(
                which,
                Show.count(rate.trials()),
                rate.trials() == 1 ? "counts" : "count",
                Show.count(rate.successes()),
                percent(share(rate)));
    return trends.ofSeveralSpecs()
        ? "%s They are of %s specs, so that no rate can be expected of the next one; 'By spec' has that of each."
            .formatted(counted, Show.count(trends.countingSpecs()))
        : "%s The expected rate, that of the next one, is %s, with a probability of 95 %% from %s."
            .formatted(counted, percent(rate.mean()), interval(rate));
  }

  /** Of those that count, at least one. */
  static double share(BetaPosterior rate) {
    return (double) rate.successes() / rate.trials();
  }

  static String percent(double share) {
    return TrendCharts.percent(share);
  }

  static String interval(BetaPosterior rate) {
    BetaPosterior.Interval interval = rate.interval();
    return percent(interval.lower()) + " to " + percent(interval.upper());
  }
}
