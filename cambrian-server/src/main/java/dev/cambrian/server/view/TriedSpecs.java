package dev.cambrian.server.view;

import dev.cambrian.core.history.SqliteHistory;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** As what campaigns tried specs. */
public final class TriedSpecs {
  private static final int MOST = 1_000;

  private static final Duration LIMIT = Duration.ofSeconds(10);

  @SuppressWarnings("InlineFormatString") // A text block reads better apart.
  private static final String SQL =
      """
      SELECT t.spec_hash, t.campaign, t.node FROM (
        SELECT spec_hash, campaign, min(node) AS node, min(started) AS began
        FROM trial WHERE spec_hash IN (%s) GROUP BY spec_hash, campaign) AS t
      ORDER BY t.began, t.campaign
      """;

  /**
   * That a campaign tried a spec.
   *
   * @param node of the campaign; 0 is its base
   */
  public record Tried(String campaign, int node) {
    /** {@code node 2}, {@code the base}. */
    public String words() {
      return node == 0 ? "the base" : "node " + node;
    }
  }

  private TriedSpecs() {}

  /**
   * The campaigns that tried each of these specs, the one that did first first; specs that none
   * tried are left out.
   */
  public static Map<String, List<Tried>> of(SqliteHistory history, Collection<String> hashes) {
    String known =
        hashes.stream()
            .filter(it -> SpecDetail.HASH.matcher(it).matches())
            .map("'%s'"::formatted)
            .collect(Collectors.joining(", "));
    if (known.isEmpty()) {
      return Map.of();
    }
    Map<String, List<Tried>> tried = new HashMap<>();
    for (List<JsonNode> row : history.query(SQL.formatted(known), MOST, LIMIT).rows()) {
      tried.merge(
          row.get(0).asString(),
          List.of(new Tried(row.get(1).asString(), row.get(2).asInt())),
          TriedSpecs::joined);
    }
    return Map.copyOf(tried);
  }

  private static List<Tried> joined(List<Tried> before, List<Tried> after) {
    return Stream.concat(before.stream(), after.stream()).toList();
  }
}
