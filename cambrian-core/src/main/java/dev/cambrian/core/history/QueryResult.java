package dev.cambrian.core.history;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The answer to a person's SQL.
 *
 * @param columns their names, in order
 * @param rows a number, string or null for each column; a BLOB is its text where it is UTF-8 and
 *     {@code <N bytes>} where not
 * @param truncated whether there were more rows than asked for, or more text than fits
 */
public record QueryResult(List<String> columns, List<List<JsonNode>> rows, boolean truncated) {
  public QueryResult {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }
}
