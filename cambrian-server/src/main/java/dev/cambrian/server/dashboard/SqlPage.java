package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.QueryLimits;
import dev.cambrian.core.history.QueryResult;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.view.Cookbook;
import dev.cambrian.server.view.QueryText;
import dev.cambrian.server.view.SchemaView;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Asks the history in SQL, on a connection that cannot change anything. */
final class SqlPage implements Page {
  static final String PATH = "/ui/sql";

  static final int ROWS = 1_000;
  static final Duration LIMIT = Duration.ofSeconds(5);

  /** What an address can hold with what else a request says. */
  private static final int LONGEST = 8_000;

  private static final int CELL = 300;

  /** Who looks for long must not keep the others from their pages. */
  private static final int AT_ONCE = 2;

  private final Supervisor supervisor;
  private final Apart apart = new Apart(AT_ONCE, LIMIT.multipliedBy(2));

  SqlPage(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  /** What the page shows. */
  record Sql(
      String query,
      Optional<Rows> rows,
      Optional<String> problem,
      List<Cookbook.Recipe> recipes,
      List<SchemaView> views) {}

  /** The answer as a table. */
  record Rows(QueryResult result, Duration took, String asked) {
    List<Cell> cells(List<JsonNode> row) {
      return IntStream.range(0, row.size())
          .mapToObj(it -> cell(result.columns().get(it), row.get(it)))
          .toList();
    }

    boolean number(int column) {
      return QueryText.numbers(result, column);
    }

    String csv() {
      return "%s/result.csv?q=%s".formatted(PATH, asked);
    }

    String json() {
      return "%s/result.json?q=%s".formatted(PATH, asked);
    }
  }

  /**
   * One value.
   *
   * @param text safe
   * @param link of what it names
   */
  record Cell(String text, boolean number, boolean nothing, Optional<String> link) {}

  private static Cell cell(String column, JsonNode value) {
    return new Cell(
        Cut.line(QueryText.text(value).replace("\n", "\\n"), CELL),
        value.isNumber(),
        value.isNull(),
        link(column, value));
  }

  private static Optional<String> link(String column, JsonNode value) {
    return switch (column) {
      case "generation", "parent", "ancestor", "retry_of" ->
          value.isInt() && value.intValue() > 0
              ? Optional.of("/ui/generations/" + value.intValue())
              : Optional.empty();
      case "position" ->
          value.isIntegralNumber() && value.longValue() > 0
              ? Optional.of(EventsPage.PATH + "/" + value.longValue())
              : Optional.empty();
      case "spec_hash", "base_hash", "parent_spec_hash" ->
          Optional.of(value.asString())
              .filter(it -> it.matches("sha256:[0-9a-f]{64}"))
              .map("/ui/specs/"::concat);
      case "campaign", "campaign_id" ->
          Optional.of(value.asString())
              .filter(it -> !value.isNull() && it.matches(CampaignEvent.ID))
              .map("/ui/campaigns/"::concat);
      default -> Optional.empty();
    };
  }

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get(PATH, this::page),
        Call.get(PATH + "/result.csv", this::csv),
        Call.get(PATH + "/result.json", this::json));
  }

  /** For templates: where a query has its answer. */
  static String address(String query) {
    return PATH + "?q=" + URLEncoder.encode(query, UTF_8);
  }

  private void page(Context context) {
    Optional<String> query = Parameters.text(context, "q");
    if (query.isEmpty()) {
      Html.page(context, rendered("", Optional.empty(), Optional.empty()));
      return;
    }
    try {
      Html.page(context, apart.run(() -> answer(query.get())));
    } catch (HistoryException.QueryFailed failed) {
      context.status(Kind.MALFORMED.status());
      String problem = plain(String.valueOf(failed.getMessage()));
      Html.page(context, rendered(query.get(), Optional.empty(), Optional.of(problem)));
    }
  }

  private String answer(String query) {
    long begin = System.nanoTime();
    QueryResult result = ask(query);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Rows rows = new Rows(result, took, URLEncoder.encode(query, UTF_8));
    return rendered(query, Optional.of(rows), Optional.empty());
  }

  private String rendered(String query, Optional<Rows> rows, Optional<String> problem) {
    Sql sql = new Sql(query, rows, problem, Cookbook.recipes(), SchemaView.of(supervisor.file()));
    return Templates.render("sql.jte", Map.of("frame", Frame.of("SQL", PATH), "sql", sql));
  }

  private void csv(Context context) {
    String query = asked(context);
    download(
        context,
        "text/csv;charset=utf-8",
        "csv",
        () ->
            QueryText.spreadsheet(ask(query))
                .map(line -> line + "\r\n")
                .collect(Collectors.joining()));
  }

  private void json(Context context) {
    String query = asked(context);
    download(
        context,
        "application/json",
        "json",
        () -> JsonText.pretty(QueryText.json(ask(query))) + "\n");
  }

  private void download(Context context, String type, String ending, Supplier<String> text) {
    byte[] content;
    try {
      content = apart.run(() -> text.get().getBytes(UTF_8));
    } catch (HistoryException.QueryFailed failed) {
      throw new RequestException(Kind.MALFORMED, plain(String.valueOf(failed.getMessage())));
    }
    context.header("Content-Disposition", "attachment; filename=\"cambrian." + ending + "\"");
    context.header("Cache-Control", "no-store");
    Html.send(context, type, content);
  }

  private static String asked(Context context) {
    return Parameters.text(context, "q")
        .orElseThrow(
            () -> new RequestException(Kind.MALFORMED, "no query is given; write one at " + PATH));
  }

  private QueryResult ask(String query) {
    if (query.length() > LONGEST) {
      throw new HistoryException.QueryFailed(
          "the query is longer than %d characters; 'cambrian sql' takes longer ones"
              .formatted(LONGEST));
    }
    QueryResult result = supervisor.query(query, QueryLimits.strict(ROWS, LIMIT));
    // JSON has them in each row.
    if (result.columns().stream().mapToInt(String::length).sum() > LONGEST) {
      throw new HistoryException.QueryFailed(
          "the names of the columns are longer than %d characters; name them with AS"
              .formatted(LONGEST));
    }
    return result;
  }

  /** SQLite's own words, and what they mean for whoever asked. */
  static String plain(String message) {
    String said = message.replaceFirst("^\\[SQLITE_\\w+]\\s*", "");
    String meant = meaning(said);
    return meant.isEmpty() ? said : meant + " (" + said + ")";
  }

  private static String meaning(String said) {
    if (said.contains("no such table")) {
      return "There is no table or view of that name; the views are listed on this page.";
    }
    if (said.contains("no such column")) {
      return "There is no column of that name; the columns of each view are listed on this page.";
    }
    if (said.contains("syntax error")) {
      return "SQLite cannot read this as SQL at that place.";
    }
    if (said.contains("incomplete input")) {
      return "It ends too early: a part of it, or a bracket that closes, is missing at its end.";
    }
    if (said.contains("not authorized")) {
      return "That is closed here: the views and tables of this history can be read, and no file or setting.";
    }
    if (said.contains("only SELECT")) {
      return "Is the first word spelt right? A question begins with SELECT, WITH, VALUES or EXPLAIN. Nothing can be changed here.";
    }
    if (said.contains("readonly")) {
      return "Nothing can be changed here.";
    }
    if (said.contains("took longer")) {
      return "It was stopped after %d seconds.".formatted(LIMIT.toSeconds());
    }
    return said.contains("too big")
        ? "One value is larger than this page takes, 1 MB; 'cambrian sql' takes larger ones."
        : "";
  }
}
