package dev.cambrian.server.cli;

import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.QueryResult;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the history in SQL; nothing can be changed.",
      "Views: generation, stage, contract_result, test_failure, llm_exchange, lineage, spec,",
      "campaign, trial, proposal, campaign_notice; SELECT sql FROM sqlite_schema explains them."
    })
final class SqlCommand implements Callable<Integer> {

  private static final int CELL_WIDTH = 100;

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
      String reason = String.valueOf(e.getMessage());
      throw new CliException(
          ExitStatus.USAGE,
          reason.contains("no such") ? reason + "; 'cambrian sql --help' names the views" : reason,
          e);
    }
  }

  private void table(QueryResult result) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < result.columns().size(); i++) {
      int column = i;
      boolean numbers =
          !result.rows().isEmpty()
              && result.rows().stream()
                  .map(row -> row.get(column))
                  .allMatch(value -> value.isNumber() || value.isNull());
      String title = result.columns().get(i);
      columns.add(numbers ? Column.right(title) : Column.left(title));
    }
    Table table = new Table(columns);
    result
        .rows()
        .forEach(
            row ->
                table.add(row.stream().map(value -> Table.cut(text(value), CELL_WIDTH)).toList()));
    table.lines(session.width()).forEach(session::line);
  }

  private void json(QueryResult result) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    List<String> names = unique(result.columns());
    for (List<JsonNode> values : result.rows()) {
      ObjectNode row = rows.addObject();
      for (int i = 0; i < values.size(); i++) {
        row.set(names.get(i), values.get(i));
      }
    }
    session.line(JsonText.pretty(rows));
  }

  /** A second column {@code x} becomes {@code x_2}: an object has each name once. */
  private static List<String> unique(List<String> columns) {
    Set<String> names = new LinkedHashSet<>();
    for (String column : columns) {
      String name = column;
      for (int n = 2; names.contains(name) || (n > 2 && columns.contains(name)); n++) {
        name = column + "_" + n;
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  private void csv(QueryResult result) {
    session.line(String.join(",", result.columns().stream().map(this::quoted).toList()));
    for (List<JsonNode> row : result.rows()) {
      session.line(String.join(",", row.stream().map(SqlCommand::text).map(this::quoted).toList()));
    }
  }

  private static String text(JsonNode value) {
    return value.isNull() ? "" : value.asString();
  }

  /** By RFC 4180. */
  private String quoted(String text) {
    String shown = session.outScreen().terminal() ? SafeText.block(text) : text;
    return shown.matches("(?s).*[\",\r\n].*") ? '"' + shown.replace("\"", "\"\"") + '"' : shown;
  }
}
