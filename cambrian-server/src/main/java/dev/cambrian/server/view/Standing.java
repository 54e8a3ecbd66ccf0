package dev.cambrian.server.view;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.util.Optional;

/**
 * How a generation stands, as people are told it: as its outcome, but what was judged and is not
 * closed yet is told apart by its verdict, what was stopped from what failed, and a trial of a
 * campaign from what was grown to go on with.
 */
public enum Standing {
  IN_PROGRESS("in progress"),
  /** Judged, and waits for its promotion. */
  VIABLE("viable, not promoted yet"),
  /** Judged, and waits to be rolled back. */
  NON_VIABLE("not viable"),
  PROMOTED("promoted"),
  /** Viable, and closed as such: of its campaign a spec alone can be promoted. */
  VIABLE_TRIAL("viable"),
  FAILED("failed"),
  CANCELLED("cancelled"),
  TIMEOUT("timed out");

  private final String words;

  Standing(String words) {
    this.words = words;
  }

  /** Of one generation. */
  public static Standing of(GenerationRecord record) {
    return switch (record.outcome()) {
      case IN_PROGRESS -> IN_PROGRESS;
      case TESTED -> record.viable().orElse(false) ? VIABLE : NON_VIABLE;
      case PROMOTED -> record.campaignId().isPresent() ? VIABLE_TRIAL : PROMOTED;
      case FAILED ->
          record.viable().isEmpty() && record.failure().equals(Optional.of(FailureKind.CANCELLED))
              ? CANCELLED
              : FAILED;
      case TIMEOUT -> TIMEOUT;
    };
  }

  /** {@code viable, not promoted yet}. */
  public String words() {
    return words;
  }

  /** One word of a table: its outcome, where that is not less than the truth. */
  public static String column(GenerationRecord record) {
    return switch (of(record)) {
      case NON_VIABLE, CANCELLED, VIABLE_TRIAL -> of(record).words();
      case IN_PROGRESS, VIABLE, PROMOTED, FAILED, TIMEOUT -> record.outcome().id();
    };
  }

  /** The stage that it failed at, else why it was closed; empty where the column says it all. */
  public static String failedAt(GenerationRecord record) {
    return record
        .failureStage()
        .map(Stage::id)
        .orElse(of(record) == CANCELLED ? "" : record.failure().map(FailureKind::id).orElse(""));
  }
}
