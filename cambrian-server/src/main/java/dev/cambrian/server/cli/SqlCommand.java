package dev.cambrian.server.cli;

import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.QueryResult;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import dev.cambrian.server.view.QueryComplaint;
import dev.cambrian.server.view.QueryText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the history in SQL; nothing can be changed.",
      "Views: generation, stage, contract_result, test_failure, llm_exchange, lineage, spec, "
          + "campaign, trial, proposal, campaign_notice; SELECT sql FROM sqlite_schema explains them."
    })
final class SqlCommand implements Callable<Integer> {

  private static final int CELL_WIDTH = 100;
  private static final String NO_TABLE = "no such table: ";
  private static final String HINT = "; 'cambrian sql --help' names the views";

  /** What may be asked. */
  private static final String TABLES =
      "SELECT name FROM sqlite_schema WHERE type = 'view' OR name IN ('event', 'blob')";

  /** How the rows are written. */
  enum RowFormat {
    TABLE,
    JSON,
    CSV
  }

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(paramLabel = "SQL", description = "One SELECT.")
  private String sql = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json or csv.")
  private RowFormat format = RowFormat.TABLE;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most so many rows; 1000 by default.")
  private int limit;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "At most so long; 10 seconds by default.")
  private int timeoutSeconds;

  SqlCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (limit < 1 || timeoutSeconds < 1) {
      throw CliException.usage("--limit and --timeout are at least 1");
    }
    try (SqliteHistory history = home.history(session.environment())) {
      QueryResult result = query(history);
      switch (format) {
        case TABLE -> table(result);
        case JSON -> json(result);
        case CSV -> csv(result);
      }
      if (result.truncated()) {
        session.out().flush();
        session.err().print("cambrian: " + cut(result, limit) + "\n");
      }
    }
    return ExitStatus.OK.code();
  }

  /** Why there is more than was written. */
  static String cut(QueryResult result, int limit) {
    return result.rows().size() >= limit
        ? "there are more than %d rows; see --limit".formatted(limit)
        : "only the first %d rows are written: the answer is too much text; ask for less at once"
            .formatted(result.rows().size());
  }

  private QueryResult query(SqliteHistory history) {
    try {
      return history.query(sql, limit, Duration.ofSeconds(timeoutSeconds));
    } catch (HistoryException.QueryFailed e) {
      throw new CliException(ExitStatus.USAGE, complaint(history, QueryComplaint.of(e)), e);
    }
  }

  private static String complaint(SqliteHistory history, String reason) {
    if (!reason.startsWith(NO_TABLE)) {
      return reason.contains("no such") ? reason + HINT : reason;
    }
    List<String> tables =
        history.query(TABLES, Integer.MAX_VALUE, Duration.ofSeconds(10)).rows().stream()
            .map(row -> QueryText.text(row.getFirst()))
            .toList();
    return reason
        + Similar.nearest(reason.substring(NO_TABLE.length()), tables)
            .map(": do you mean '%s'?"::formatted)
            .orElse("")
        + HINT;
  }

  private void table(QueryResult result) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < result.columns().size(); i++) {
      String title = result.columns().get(i);
      columns.add(QueryText.numbers(result, i) ? Column.right(title) : Column.left(title));
    }
    Table table = new Table(columns);
    result
        .rows()
        .forEach(
            row ->
                table.add(
                    row.stream()
                        .map(value -> Table.cut(QueryText.text(value), CELL_WIDTH))
                        .toList()));
    table.lines(session.width()).forEach(session::line);
  }

  private void json(QueryResult result) {
    session.line(JsonText.pretty(QueryText.json(result)));
  }

  private void csv(QueryResult result) {
    boolean terminal = session.outScreen().terminal();
    QueryText.csv(result, text -> terminal ? SafeText.block(text) : text).forEach(session::line);
  }
}
