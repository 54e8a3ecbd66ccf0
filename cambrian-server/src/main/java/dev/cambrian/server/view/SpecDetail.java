package dev.cambrian.server.view;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.QueryResult;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.mutation.Section;
import dev.cambrian.core.mutation.Sections;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * One registered spec, what was grown from it, and what became of it.
 *
 * @param registered when, as the history writes it
 * @param sections of its text, in order; none where it is no text
 * @param rate of its generations that came to a verdict on it; what failed by no fault of its own
 *     counts in none
 * @param generations how many were grown from it
 * @param latest of them, highest number first
 * @param origin the proposal that made it, where one did
 * @param proposals that were to change it, those asked for last first
 */
public record SpecDetail(
    String hash,
    String fileName,
    String title,
    String version,
    String toolchain,
    String registered,
    List<Section> sections,
    BetaPosterior rate,
    int generations,
    List<Grown> latest,
    Optional<Edit> origin,
    List<Edit> proposals) {
  /** The form of a hash. */
  public static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");

  private static final int MOST_GENERATIONS = 50;
  private static final int MOST_PROPOSALS = 200;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /**
   * One generation.
   *
   * @param outcome as the history writes it; {@code viable} of a viable trial of a campaign
   * @param failedAt the stage, or what came between
   */
  public record Grown(int generation, String outcome, String failedAt, String model) {}

  /**
   * One proposal.
   *
   * @param parentHash of the spec that was to be changed
   * @param madeHash of the spec that it made
   * @param reason why it was refused, by which rule, or what came between; may be a model's words
   * @param rationale the proposer's own words: do not trust them
   */
  public record Edit(
      String campaign,
      int proposal,
      String operator,
      String section,
      String status,
      String parentHash,
      Optional<String> madeHash,
      String reason,
      String rationale) {}

  public SpecDetail {
    sections = List.copyOf(sections);
    latest = List.copyOf(latest);
    proposals = List.copyOf(proposals);
  }

  /**
   * Of one registered spec; empty where there is none of that hash.
   *
   * @throws IllegalArgumentException where it is no hash
   */
  public static Optional<SpecDetail> of(SqliteHistory history, String hash) {
    requireHash(hash);
    return rows(
            history,
            1,
            """
            SELECT s.file_name, s.title, s.version, s.toolchain, s.registered_at,
              (SELECT count(*) FROM generation AS g WHERE g.spec_hash = s.spec_hash),
              (SELECT count(*) FROM generation AS g WHERE g.spec_hash = s.spec_hash AND (g.viable
                IS NOT NULL OR g.failure_class = 'candidate')),
              (SELECT count(*) FROM generation AS g WHERE g.spec_hash = s.spec_hash AND g.viable = 1)
            FROM spec AS s WHERE s.spec_hash = '%s'
            """
                .formatted(hash))
        .stream()
        .findFirst()
        .map(
            row ->
                new SpecDetail(
                    hash,
                    text(row.get(0)),
                    text(row.get(1)),
                    text(row.get(2)),
                    text(row.get(3)),
                    text(row.get(4)),
                    sections(history, hash).map(Sections::all).orElse(List.of()),
                    new BetaPosterior(row.get(7).asInt(), row.get(6).asInt()),
                    row.get(5).asInt(),
                    grown(history, hash),
                    edits(history, "spec_hash = '%s' AND operator <> 'copy'".formatted(hash), true)
                        .stream()
                        .findFirst(),
                    edits(history, "parent_spec_hash = '%s'".formatted(hash), false)));
  }

  /** The sections of a stored text; empty where it is not stored, or no text. */
  public static Optional<Sections> sections(History history, String hash) {
    return history.get(hash).flatMap(Sections::of);
  }

  /** The hash of the one spec whose hash begins so; empty where there is none, or more than one. */
  public static Optional<String> find(SqliteHistory history, String digits) {
    if (!digits.matches("[0-9a-f]{4,64}")) {
      throw new IllegalArgumentException("these are no digits of a hash");
    }
    List<List<JsonNode>> found =
        rows(
            history,
            2,
            "SELECT spec_hash FROM spec WHERE spec_hash LIKE 'sha256:%s%%'".formatted(digits));
    return found.size() == 1 ? Optional.of(text(found.getFirst().getFirst())) : Optional.empty();
  }

  private static void requireHash(String hash) {
    if (!HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException("a hash is sha256: and 64 hexadecimal digits");
    }
  }

  private static List<Grown> grown(SqliteHistory history, String hash) {
    return rows(
            history,
            MOST_GENERATIONS,
            """
            SELECT generation, iif(outcome = 'promoted' AND campaign_id IS NOT NULL, 'viable', outcome),
              coalesce(failure_stage, failure, ''), coalesce(producer_model, model)
            FROM generation WHERE spec_hash = '%s' ORDER BY generation DESC
            """
                .formatted(hash))
        .stream()
        .map(it -> new Grown(it.get(0).asInt(), text(it.get(1)), text(it.get(2)), text(it.get(3))))
        .toList();
  }

  private static List<Edit> edits(SqliteHistory history, String where, boolean oldestFirst) {
    return rows(
            history,
            MOST_PROPOSALS,
            """
            SELECT campaign, proposal, operator, section, status, parent_spec_hash, spec_hash,
              coalesce(rule || ': ' || reason, failure || ': ' || reason, ''), rationale
            FROM proposal WHERE %s ORDER BY asked %s, campaign, proposal
            """
                .formatted(where, oldestFirst ? "ASC" : "DESC"))
        .stream()
        .map(SpecDetail::edit)
        .toList();
  }

  private static Edit edit(List<JsonNode> row) {
    return new Edit(
        text(row.get(0)),
        row.get(1).asInt(),
        text(row.get(2)),
        text(row.get(3)),
        text(row.get(4)),
        text(row.get(5)),
        row.get(6).isNull() ? Optional.empty() : Optional.of(text(row.get(6))),
        text(row.get(7)),
        text(row.get(8)));
  }

  private static List<List<JsonNode>> rows(SqliteHistory history, int most, String sql) {
    QueryResult result = history.query(sql, most, LIMIT);
    return result.rows();
  }

  private static String text(JsonNode cell) {
    return cell.isNull() ? "" : cell.asString();
  }
}
