package dev.cambrian.server.dashboard;

import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.GenerationComparison;
import dev.cambrian.server.view.GenerationDetail;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.WorthComparing;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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
    List<String> chosen = context.queryParams("generation");
    if (!chosen.isEmpty()) {
      chosen(
          context,
          chosen.stream()
              .map(String::strip)
              .filter(it -> !it.isEmpty())
              .map(it -> Parameters.number("generation", it)));
      return;
    }
    OptionalInt one = Parameters.number(context, "a");
    OptionalInt other = Parameters.number(context, "b");
    if (one.isPresent() && other.isPresent()) {
      context.redirect(
          "/ui/compare/%d/%d".formatted(one.getAsInt(), other.getAsInt()), HttpStatus.SEE_OTHER);
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

  /** In whatever order they were chosen, the older stands first. */
  private static void chosen(Context context, Stream<Integer> chosen) {
    List<Integer> pair = chosen.distinct().sorted().toList();
    if (pair.size() != 2) {
      throw new RequestException(
          Kind.MALFORMED,
          "two different generations are compared, and %s chosen; go back and choose two"
              .formatted(pair.size() == 1 ? "one is" : pair.size() + " are"));
    }
    context.redirect(
        "/ui/compare/%d/%d".formatted(pair.getFirst(), pair.getLast()), HttpStatus.SEE_OTHER);
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
    int one = Parameters.numberOf(context, "a");
    int other = Parameters.numberOf(context, "b");
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
}
