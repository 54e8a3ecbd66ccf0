package dev.cambrian.server.view;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages of a report, told apart by whether they began. The report has no mark of that, and a
 * stage may fail within its first millisecond: what comes after a failure was never begun, except
 * after failed tests, with which the rig goes on.
 */
public final class StageChecks {
  private StageChecks() {}

  /**
   * One stage.
   *
   * @param attempted whether it began; else it has neither passed nor failed
   */
  public record Reached(Stage stage, StageCheck check, boolean attempted) {}

  /** Every stage in order. */
  public static List<Reached> of(Checks checks) {
    List<Reached> stages = new ArrayList<>();
    boolean reached = true;
    for (Stage stage : Stage.values()) {
      StageCheck check = check(checks, stage);
      boolean attempted = reached || check.passed();
      stages.add(new Reached(stage, check, attempted));
      reached = attempted && (check.passed() || stage == Stage.TEST);
    }
    return List.copyOf(stages);
  }

  private static StageCheck check(Checks checks, Stage stage) {
    return switch (stage) {
      case MANIFEST -> checks.manifest();
      case BUILD -> checks.build();
      case TEST -> new StageCheck(checks.test().passed(), checks.test().durationMs());
      case START -> checks.start();
      case HEALTH -> new StageCheck(checks.health().passed(), checks.health().durationMs());
    };
  }
}
