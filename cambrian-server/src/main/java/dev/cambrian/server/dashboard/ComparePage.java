package dev.cambrian.server.dashboard;

import dev.cambrian.core.json.Quote;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.GenerationComparison;
import dev.cambrian.server.view.GenerationComparison.Better;
import dev.cambrian.server.view.GenerationDetail;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.WorthComparing;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Two generations beside each other. */
final class ComparePage implements Page {
  private static final String MENU = "/ui/compare";

  /** Comparisons at a time: each may hold the code of two generations. */
  private static final int AT_ONCE = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supervisor supervisor;
  private final Semaphore free = new Semaphore(AT_ONCE);

  ComparePage(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get("/ui/compare", this::form), Call.get("/ui/compare/{a}/{b}", this::page));
  }

  private void form(Context context) {
    Optional<String> one = asked(context, "a");
    Optional<String> other = asked(context, "b");
    if (one.isPresent() && other.isPresent()) {
      context.redirect(
          "/ui/compare/%d/%d".formatted(generation(one.get()), generation(other.get())),
          HttpStatus.SEE_OTHER);
      return;
    }
    Html.page(
        context,
        Templates.render(
            "compare.jte",
            Map.of(
                "frame",
                Frame.of("Compare", MENU),
                "first",
                WorthComparing.first(supervisor.history()),
                "worth",
                WorthComparing.of(supervisor.history()))));
  }

  private static Optional<String> asked(Context context, String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(it -> !it.isBlank());
  }

  private void page(Context context) throws InterruptedException {
    if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new RequestException(
          Kind.UNAVAILABLE, "other generations are being compared; load the page again");
    }
    try {
      compare(context);
    } finally {
      free.release();
    }
  }

  private void compare(Context context) {
    int one = generation(context.pathParam("a"));
    int other = generation(context.pathParam("b"));
    GenerationComparison comparison =
        GenerationComparison.of(
            detail(one), detail(other), supervisor.history(), supervisor.archive());
    Html.page(
        context,
        Templates.render(
            "comparepair.jte",
            Map.of(
                "frame",
                Frame.of("Generations %d and %d".formatted(one, other), MENU),
                "pair",
                comparison)));
  }

  private GenerationDetail detail(int generation) {
    return new HistoryView(supervisor.history())
        .detail(generation)
        .orElseThrow(
            () ->
                new RequestException(
                    Kind.UNKNOWN,
                    "there is no generation %d; the lineage shows those that there are"
                        .formatted(generation)));
  }

  private static int generation(String text) {
    String number = text.strip();
    if (!number.matches("[1-9][0-9]{0,8}")) {
      throw new RequestException(
          Kind.MALFORMED,
          "a generation is a number from 1 on, not %s".formatted(Quote.of(number, 40)));
    }
    return Integer.parseInt(number);
  }

  /** A figure of fitness as people read it: rates in per cent, durations with their unit. */
  static String figure(String name, OptionalDouble value) {
    return value.isEmpty() ? "not measured" : figure(name, value.getAsDouble(), "");
  }

  static String difference(String name, OptionalDouble value) {
    return value.isEmpty() ? "" : figure(name, value.getAsDouble(), "+").replace('-', '−');
  }

  private static String figure(String name, double value, String sign) {
    if (value == 0 && !sign.isEmpty()) {
      return "same";
    }
    if (name.endsWith("_rate")) {
      return String.format(
          Locale.ROOT, "%" + sign + ".1f %s", 100 * value, sign.isEmpty() ? "%" : "points");
    }
    String number =
        value == Math.rint(value)
            ? String.format(Locale.ROOT, "%" + sign + ",.0f", value)
            : String.format(Locale.ROOT, "%" + sign + ",.2f", value);
    if (name.endsWith("_ms")) {
      return number + " ms";
    }
    return name.endsWith("_bytes") ? number + " bytes" : number;
  }

  /** What the answers took, as far as the providers told it. */
  static String tokens(GenerationDetail detail) {
    TokenUsage usage = detail.record().usage();
    boolean known = detail.exchanges().stream().allMatch(it -> it.usageKnown());
    return "%s in %d %s"
        .formatted(
            known
                ? "%s in, %s out".formatted(Show.count(usage.input()), Show.count(usage.output()))
                : "unknown",
            detail.exchanges().size(),
            detail.exchanges().size() == 1 ? "exchange" : "exchanges");
  }

  /** Which of the two is better, in a word. */
  static String better(Better better, int before, int after) {
    return switch (better) {
      case BEFORE -> "generation " + before;
      case AFTER -> "generation " + after;
      case SAME -> "equal";
      case UNKNOWN -> "";
    };
  }

  /** The name of a figure without its unit; it may be an organism's own. */
  static String name(String figure) {
    return Show.line(
        figure.replaceFirst("_(ms|bytes)$", "").replaceFirst("_duration$", "").replace('_', ' '),
        80);
  }
}
