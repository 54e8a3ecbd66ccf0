package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.List;
import java.util.Optional;

/**
 * How a stage ended.
 *
 * @param summary one line; empty where it passed
 * @param command whose output belongs to it
 * @param limit that the artifact went over, where that is why
 */
record StageOutcome(
    boolean passed,
    String summary,
    List<Failure> failures,
    Optional<CommandResult> command,
    Optional<Limit> limit) {
  StageOutcome {
    failures = List.copyOf(failures);
  }

  static final StageOutcome PASSED =
      new StageOutcome(true, "", List.of(), Optional.empty(), Optional.empty());

  static StageOutcome passed(CommandResult command) {
    return new StageOutcome(true, "", List.of(), Optional.of(command), Optional.empty());
  }

  /** What its command printed. */
  Optional<StageLog> log() {
    return command.map(CommandResult::log);
  }

  /** With one failure that says the same, so that every cause stands in the list of failures. */
  static StageOutcome failed(String test, String summary, Optional<CommandResult> command) {
    return failed(
        summary,
        List.of(SourceMap.failure(test, summary, Optional.empty(), Optional.empty())),
        command);
  }

  static StageOutcome failed(
      String summary, List<Failure> failures, Optional<CommandResult> command) {
    return new StageOutcome(
        false, summary, failures, command, command.flatMap(CommandResult::limit));
  }

  /** With a limit that its command does not tell of. */
  StageOutcome over(Optional<Limit> other) {
    return new StageOutcome(passed, summary, failures, command, limit.or(() -> other));
  }
}
