package dev.cambrian.server.view;

import dev.cambrian.core.history.SqliteHistory;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What the answers of models used and cost, those of generations, organisms and proposals.
 *
 * @param today since the day began in UTC
 * @param all ever
 */
public record Spending(Total today, Total all) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Of one span of time: answers that were paid for, and recorded ones that cost nothing. */
  public record Total(Sum live, Sum replayed) {}

  /**
   * Of answers.
   *
   * @param tokens in and out, as far as providers told them; of recorded answers what they had used
   * @param untold answers without a count: their provider told none
   * @param microUsd millionths of a US dollar, of those with a price
   * @param unpriced answers whose price is not known
   */
  public record Sum(long answers, long tokens, long untold, long microUsd, long unpriced) {
    static final Sum NONE = new Sum(0, 0, 0, 0, 0);

    Sum plus(Sum other) {
      return new Sum(
          answers + other.answers,
          tokens + other.tokens,
          untold + other.untold,
          microUsd + other.microUsd,
          unpriced + other.unpriced);
    }
  }

  /** Nothing at all. */
  public static final Spending NONE =
      new Spending(new Total(Sum.NONE, Sum.NONE), new Total(Sum.NONE, Sum.NONE));

  private record Key(boolean replayed, boolean today) {}

  /**
   * Of a history.
   *
   * @param day that is today, in UTC
   */
  public static Spending of(SqliteHistory history, LocalDate day) {
    Map<Key, Sum> sums = new HashMap<>();
    for (List<JsonNode> row : history.query(sql(day + "T00:00:00.000Z"), 4, LIMIT).rows()) {
      sums.put(
          new Key(row.get(0).asInt() == 1, row.get(1).asInt() == 1),
          new Sum(
              row.get(2).asLong(),
              row.get(3).asLong(),
              row.get(4).asLong(),
              row.get(5).asLong(),
              row.get(6).asLong()));
    }
    return new Spending(
        new Total(get(sums, false, true), get(sums, true, true)),
        new Total(
            get(sums, false, true).plus(get(sums, false, false)),
            get(sums, true, true).plus(get(sums, true, false))));
  }

  private static Sum get(Map<Key, Sum> sums, boolean replayed, boolean today) {
    return sums.getOrDefault(new Key(replayed, today), Sum.NONE);
  }

  private static String sql(String today) {
    return """
      WITH answer AS (
        SELECT replayed, input_tokens + output_tokens AS tokens, cost_usd, answered_at AS at
        FROM llm_exchange
        UNION ALL
        SELECT proposer_model LIKE 'replay:%%', tokens, cost_usd, coalesce(completed, asked)
        FROM proposal WHERE proposer_model IS NOT NULL)
      SELECT replayed, at >= '%s' AS today, count(*), coalesce(sum(tokens), 0), sum(tokens IS NULL),
        CAST(round(coalesce(sum(cost_usd), 0) * 1000000) AS INTEGER), sum(cost_usd IS NULL)
      FROM answer GROUP BY 1, 2
      """
        .formatted(today);
  }
}
