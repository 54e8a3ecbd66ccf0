package dev.cambrian.server.view;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.history.QueryResult;
import dev.cambrian.core.history.SqliteHistory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Every spec that was ever registered, as a tree: a spec stands below the one from which the first
 * accepted proposal made it.
 *
 * @param lines each spec once, a parent before its children, both in the order of their
 *     registration
 * @param cut whether there are more than {@value #MOST} specs, which are left out
 */
public record SpecTree(List<Line> lines, boolean cut) {
  public static final int MOST = 20_000;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String SQL =
      """
      WITH made AS (
        SELECT spec_hash, campaign, node, section, rationale,
          row_number() OVER (PARTITION BY spec_hash ORDER BY asked, campaign, proposal) AS nth
        FROM proposal WHERE status = 'accepted' AND operator <> 'copy'),
      tried AS (
        SELECT spec_hash, count(*) AS trials, sum(viable) AS viable
        FROM trial WHERE status = 'scored' GROUP BY spec_hash)
      SELECT s.spec_hash, s.title, s.parent_spec_hash, s.operator, m.section, m.campaign, m.node,
        m.rationale, coalesce(t.trials, 0), coalesce(t.viable, 0)
      FROM spec AS s
      LEFT JOIN made AS m ON m.spec_hash = s.spec_hash AND m.nth = 1
      LEFT JOIN tried AS t ON t.spec_hash = s.spec_hash
      ORDER BY s.registered_at, m.campaign, m.node
      """;

  /**
   * One spec.
   *
   * @param depth 0 for one that no proposal made
   * @param campaign whose proposal made it, and as which node
   * @param rationale the proposer's own words: do not trust them
   * @param rate of its trials in all campaigns
   */
  public record Line(
      int depth,
      String specHash,
      String title,
      Optional<String> parent,
      Optional<String> operator,
      Optional<String> section,
      Optional<String> campaign,
      Optional<Integer> node,
      Optional<String> rationale,
      BetaPosterior rate) {
    Line at(int other) {
      return new Line(
          other, specHash, title, parent, operator, section, campaign, node, rationale, rate);
    }
  }

  public SpecTree {
    lines = List.copyOf(lines);
  }

  public static SpecTree of(SqliteHistory history) {
    QueryResult result = history.query(SQL, MOST, LIMIT);
    List<Line> all = result.rows().stream().map(SpecTree::line).toList();
    Set<String> known = new HashSet<>();
    all.forEach(it -> known.add(it.specHash()));
    Map<String, List<Line>> children = new HashMap<>();
    Deque<Line> next = new ArrayDeque<>();
    for (Line line : all) {
      line.parent()
          .filter(known::contains)
          .ifPresentOrElse(
              parent -> children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(line),
              () -> next.addLast(line));
    }
    List<Line> lines = new ArrayList<>();
    Set<String> drawn = new HashSet<>();
    walk(next, children, drawn, lines);
    // A person may have registered first what a proposal then made its own ancestor's child.
    for (Line line : all) {
      if (!drawn.contains(line.specHash())) {
        next.addLast(line);
        walk(next, children, drawn, lines);
      }
    }
    return new SpecTree(lines, result.truncated());
  }

  private static void walk(
      Deque<Line> next, Map<String, List<Line>> children, Set<String> drawn, List<Line> lines) {
    while (!next.isEmpty()) {
      Line line = next.removeFirst();
      if (drawn.add(line.specHash())) {
        lines.add(line);
        List<Line> below = children.getOrDefault(line.specHash(), List.of());
        below.reversed().forEach(it -> next.addFirst(it.at(line.depth() + 1)));
      }
    }
  }

  private static Line line(List<JsonNode> row) {
    return new Line(
        0,
        row.get(0).asString(),
        row.get(1).asString(),
        text(row.get(2)),
        text(row.get(3)),
        text(row.get(4)),
        text(row.get(5)),
        row.get(6).isNull() ? Optional.empty() : Optional.of(row.get(6).asInt()),
        text(row.get(7)).filter(it -> !it.isBlank()),
        new BetaPosterior(row.get(9).asInt(), row.get(8).asInt()));
  }

  private static Optional<String> text(JsonNode cell) {
    return cell.isNull() ? Optional.empty() : Optional.of(cell.asString());
  }
}
