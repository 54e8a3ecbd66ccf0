package dev.cambrian.server.view;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a page tells of one generation.
 *
 * @param sentence how it stands; may end in hostile text
 * @param offspring ascending, at most {@value #MOST_OFFSPRING}
 * @param moreOffspring whether there are more of them
 * @param twins other generations of the very same code, ascending, at most {@value #MOST_OFFSPRING}
 * @param changed since what it came from, where it is not viable
 * @param outputs what the commands of the stages printed, of the last attempt at each
 */
public record GenerationStory(
    GenerationDetail detail,
    String sentence,
    Timeline timeline,
    Schedule schedule,
    CheckList checks,
    List<FailedCheck> failures,
    Optional<ChangedSince> changed,
    FitnessTable fitness,
    List<StageRun> outputs,
    List<Asking> exchanges,
    List<Integer> offspring,
    boolean moreOffspring,
    List<Integer> twins) {
  private static final int MOST_OFFSPRING = 50;

  /** Beyond so many failed tests the code beside them is left out. */
  public static final int MOST_EXCERPTS = 50;

  private static final Duration LIMIT = Duration.ofSeconds(10);

  public GenerationStory {
    failures = List.copyOf(failures);
    outputs = List.copyOf(outputs);
    exchanges = List.copyOf(exchanges);
    offspring = List.copyOf(offspring);
    twins = List.copyOf(twins);
  }

  /** Of one generation; empty where there is none of that number. */
  public static Optional<GenerationStory> of(
      SqliteHistory history, CodeSource code, int generation) {
    HistoryView view = new HistoryView(history);
    return view.detail(generation).map(it -> of(history, view, code, it));
  }

  private static GenerationStory of(
      SqliteHistory history, HistoryView view, CodeSource code, GenerationDetail detail) {
    Timeline timeline = Timeline.of(detail.events(), detail.exchanges());
    Kin kin = kin(history, detail.record());
    return new GenerationStory(
        detail,
        Verdict.of(detail.record(), detail.report(), timeline),
        timeline,
        Schedule.of(
            detail.events(),
            view.asked(detail),
            timeline,
            detail.report().flatMap(it -> it.checks().test().canary())),
        CheckList.of(detail),
        FailedCheck.of(detail, code, MOST_EXCERPTS),
        ChangedSince.of(detail, history, code),
        FitnessTable.of(detail.report(), parent(history, detail)),
        outputs(view, detail),
        Asking.of(detail),
        kin.offspring().stream().limit(MOST_OFFSPRING).toList(),
        kin.offspring().size() > MOST_OFFSPRING,
        kin.twins().stream().limit(MOST_OFFSPRING).toList());
  }

  private static Optional<ViabilityReport> parent(SqliteHistory history, GenerationDetail detail) {
    return detail.report().isEmpty()
        ? Optional.empty()
        : history
            .generation(detail.record().parent())
            .flatMap(it -> it.reportBlob())
            .flatMap(history::get)
            .map(ReportCodec::decode);
  }

  private static List<StageRun> outputs(HistoryView view, GenerationDetail detail) {
    List<StageRun> outputs = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      view.stages(detail, stage).reversed().stream()
          .filter(it -> it.stored().isPresent())
          .findFirst()
          .ifPresent(outputs::add);
    }
    return outputs;
  }

  /** One more of each than are shown, so that it is known whether there are more. */
  private record Kin(List<Integer> offspring, List<Integer> twins) {}

  private static Kin kin(SqliteHistory history, GenerationRecord record) {
    String hash = record.artifactHash().filter(it -> it.matches("sha256:[0-9a-f]{64}")).orElse("");
    String sql =
        """
        SELECT * FROM (
          SELECT 0, generation FROM projected_generation
          WHERE parent = %1$d AND generation > %1$d ORDER BY 2 LIMIT 51)
        UNION ALL
        SELECT * FROM (
          SELECT 1, generation FROM projected_generation
          WHERE artifact_hash = '%2$s' AND generation <> %1$d ORDER BY 2 LIMIT 51)
        """
            .formatted(record.generation(), hash);
    List<Integer> offspring = new ArrayList<>();
    List<Integer> twins = new ArrayList<>();
    history
        .query(sql, 2 * (MOST_OFFSPRING + 1), LIMIT)
        .rows()
        .forEach(
            row -> (row.getFirst().asInt() == 0 ? offspring : twins).add(row.getLast().asInt()));
    return new Kin(offspring, twins);
  }
}
