package dev.cambrian.server.dashboard;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.LineageView;
import dev.cambrian.server.view.LineageView.Query;
import dev.cambrian.server.view.LiveLineage;
import dev.cambrian.server.view.Rails;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who grew whom. */
final class LineagePage implements Page {
  /** Between two columns of lines, in pixels. */
  static final int COLUMN = 16;

  /** Of a line. */
  static final int HEIGHT = 30;

  private static final String OUTCOMES =
      Stream.of(Outcome.values()).map(Outcome::id).collect(Collectors.joining(", "));

  private final Supervisor supervisor;
  private final LiveStream live;
  private final LiveLineage lineage;

  /**
   * What the page shows.
   *
   * @param titles of the specs, by their hashes
   */
  record Shown(LineageView view, Map<String, String> titles) {
    /** Its address, and that of its live part. */
    String query() {
      return LineagePage.query(view.query());
    }

    String page(int other) {
      return "/ui/lineage" + LineagePage.query(view.query().at(other));
    }

    int width() {
      return view.columns() * COLUMN + 4;
    }

    int count(Outcome outcome) {
      return view.counts().getOrDefault(outcome, 0);
    }

    /** What so many generations of an outcome are: {@code promoted}. */
    String words(Outcome outcome) {
      if (outcome != Outcome.PROMOTED || view.trials() == 0) {
        return Show.outcome(outcome);
      }
      return view.trials() == count(outcome)
          ? "viable trials of campaigns"
          : "promoted, %s of them only as viable trials of campaigns"
              .formatted(Show.count(view.trials()));
    }

    int total() {
      return view.counts().values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  LineagePage(Supervisor supervisor, LiveStream live, LiveLineage lineage) {
    this.supervisor = supervisor;
    this.live = live;
    this.lineage = lineage;
  }

  @Override
  public List<Call> calls() {
    return List.of(Call.get("/ui/lineage", this::page), Call.get("/ui/live/lineage", this::follow));
  }

  private void page(Context context) {
    Query query = asked(context);
    OptionalInt jump = Parameters.number(context, "at");
    if (jump.isPresent()) {
      int generation = jump.getAsInt();
      int page =
          LineageView.pageOf(lineage.now(), query, generation)
              .orElseThrow(
                  () ->
                      new RequestException(
                          Kind.UNKNOWN,
                          (supervisor.history().generation(generation).isPresent()
                                  ? "generation %d is not among these; the lineage without filters has all"
                                  : "there is no generation %d; the lineage shows those that there are")
                              .formatted(generation)));
      context.redirect("/ui/lineage%s#g%d".formatted(query(query.at(page)), generation));
      return;
    }
    Html.page(
        context,
        Templates.render(
            "lineage.jte",
            Map.of("frame", Frame.of("Lineage", "/ui/lineage"), "shown", shown(query))));
  }

  private void follow(Context context) throws Exception {
    Query query = asked(context);
    live.serve(
        context,
        "lineage" + query(query),
        () -> Templates.render("lineagepart.jte", Map.of("shown", shown(query))));
  }

  private Query asked(Context context) {
    OptionalInt around = Parameters.number(context, "around");
    if (around.isPresent()) {
      var _ = supervisor.generation(around.getAsInt());
    }
    return new Query(
        Parameters.number(context, "page"),
        around,
        Parameters.word(context, "outcome", Outcome::of, OUTCOMES));
  }

  private Shown shown(Query query) {
    LineageView view = LineageView.of(lineage.now(), query);
    HistoryView history = new HistoryView(supervisor.history());
    Map<String, String> titles = new HashMap<>();
    view.rows()
        .forEach(
            row ->
                titles.computeIfAbsent(
                    row.record().specHash(),
                    hash -> history.spec(hash).map(Event.SpecRegistered::title).orElse("")));
    return new Shown(view, titles);
  }

  /** With its question mark; empty where nothing is asked for. */
  static String query(Query query) {
    String text =
        Stream.of(
                query.page().stream().mapToObj(it -> "page=" + it),
                query.around().stream().mapToObj(it -> "around=" + it),
                query.outcome().stream().map(it -> "outcome=" + it.id()))
            .flatMap(it -> it)
            .collect(Collectors.joining("&"));
    return text.isEmpty() ? "" : "?" + text;
  }

  /** The lines beside a generation, as the attribute {@code d} of a path. */
  static String path(Rails rails) {
    int middle = HEIGHT / 2;
    StringBuilder path = new StringBuilder();
    for (int column : rails.through()) {
      path.append("M%d 0V%d".formatted(x(column), HEIGHT));
    }
    int own = x(rails.line().branches());
    if (rails.line().branchesOff()) {
      path.append("M%d 0q0 %d %d %d".formatted(own - COLUMN, middle, COLUMN, middle));
    }
    if (rails.above()) {
      path.append("M%d 0V%d".formatted(own, middle));
    }
    if (rails.below()) {
      path.append("M%d %dV%d".formatted(own, middle, HEIGHT));
    }
    return path.toString();
  }

  /** The middle of a column. */
  static int x(int column) {
    return column * COLUMN + COLUMN / 2 + 2;
  }
}
