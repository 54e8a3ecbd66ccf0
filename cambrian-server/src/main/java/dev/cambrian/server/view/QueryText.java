package dev.cambrian.server.view;

import dev.cambrian.core.history.QueryResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The answer to a person's SQL, for other programs. */
public final class QueryText {
  private static final Pattern FORMULA =
      Pattern.compile(
          "[\\p{IsWhite_Space}\\p{Cntrl}\\x{feff}]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]");

  private QueryText() {}

  /** An array with an object for each row. */
  public static ArrayNode json(QueryResult result) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    List<String> names = unique(result.columns());
    for (List<JsonNode> values : result.rows()) {
      ObjectNode row = rows.addObject();
      for (int i = 0; i < values.size(); i++) {
        row.set(names.get(i), values.get(i));
      }
    }
    return rows;
  }

  /**
   * Lines of RFC 4180, the names of the columns first, without line ends.
   *
   * @param shown makes each text into the one that is written
   */
  public static Stream<String> csv(QueryResult result, UnaryOperator<String> shown) {
    return Stream.concat(
        Stream.of(line(result.columns().stream(), shown)),
        result.rows().stream().map(row -> line(row.stream().map(QueryText::text), shown)));
  }

  /**
   * The lines of {@link #csv}, of which a spreadsheet takes no text for a formula: a text that
   * begins like one, also after blanks, gets a {@code '} before it. Numbers stay as they are.
   */
  public static Stream<String> spreadsheet(QueryResult result) {
    return Stream.concat(
        Stream.of(line(result.columns().stream(), QueryText::noFormula)),
        result.rows().stream()
            .map(
                row ->
                    line(
                        row.stream()
                            .map(it -> it.isString() ? noFormula(it.stringValue()) : text(it)),
                        UnaryOperator.identity())));
  }

  /** Also in the wide letters that some spreadsheets take for the same. */
  private static String noFormula(String text) {
    return FORMULA.matcher(text).lookingAt() ? "'" + text : text;
  }

  private static String line(Stream<String> cells, UnaryOperator<String> shown) {
    return cells.map(shown).map(QueryText::quoted).collect(Collectors.joining(","));
  }

  private static String quoted(String text) {
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  /** What one cell says; nothing for NULL. */
  public static String text(JsonNode value) {
    return value.isNull() ? "" : value.asString();
  }

  /** Whether a column holds numbers alone, as far as it holds anything. */
  public static boolean numbers(QueryResult result, int column) {
    return !result.rows().isEmpty()
        && result.rows().stream()
            .map(row -> row.get(column))
            .allMatch(value -> value.isNumber() || value.isNull());
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
}
