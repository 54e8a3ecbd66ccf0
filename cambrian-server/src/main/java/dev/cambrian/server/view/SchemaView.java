package dev.cambrian.server.view;

import dev.cambrian.core.history.QueryResult;
import dev.cambrian.core.history.SqliteHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A view of the history for people, explained by the comments that stand in its definition.
 *
 * @param about what a row is
 * @param columns in their order
 */
public record SchemaView(String name, String about, List<Column> columns) {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST = 1_000;

  /** The name before a comment at the end of a line, such as {@code … AS name, -- comment}. */
  private static final Pattern COMMENTED = Pattern.compile("(\\w+),?\\s+--\\s+(.*)");

  /**
   * One column.
   *
   * @param about empty where its name says all
   */
  public record Column(String name, String about) {}

  public SchemaView {
    columns = List.copyOf(columns);
  }

  /** Of a history, in the order in which they were made. */
  public static List<SchemaView> of(SqliteHistory history) {
    QueryResult columns =
        history.query(
            """
            SELECT v.name, v.sql, c.name
            FROM sqlite_schema AS v, pragma_table_info(v.name) AS c
            WHERE v.type = 'view' ORDER BY v.rowid, c.cid""",
            MOST,
            LIMIT);
    Map<String, List<List<JsonNode>>> views = new LinkedHashMap<>();
    for (List<JsonNode> row : columns.rows()) {
      views.computeIfAbsent(row.getFirst().asString(), _ -> new ArrayList<>()).add(row);
    }
    return views.entrySet().stream()
        .map(
            it ->
                of(
                    it.getKey(),
                    it.getValue().getFirst().get(1).asString(),
                    it.getValue().stream().map(row -> row.get(2).asString()).toList()))
        .toList();
  }

  private static SchemaView of(String name, String sql, List<String> columns) {
    String about =
        sql.lines()
            .skip(1)
            .takeWhile(line -> line.startsWith("--"))
            .map(line -> line.substring(2).strip())
            .collect(Collectors.joining(" "));
    Map<String, String> comments =
        sql.lines()
            .map(COMMENTED::matcher)
            .filter(Matcher::find)
            .collect(Collectors.toMap(it -> it.group(1), it -> it.group(2), (first, _) -> first));
    return new SchemaView(
        name,
        about,
        columns.stream().map(it -> new Column(it, comments.getOrDefault(it, ""))).toList());
  }
}
