package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A command changed the artifact's own files. */
final class Changes {
  private Changes() {}

  static StageOutcome outcome(String stage, List<String> changed, Optional<CommandResult> command) {
    return StageOutcome.failed(summary(stage, changed), failures(stage, changed), command);
  }

  static String summary(String stage, List<String> changed) {
    return "the %s command changed %s of the artifact's own files, such as %s"
        .formatted(stage, changed.size(), changed.getFirst());
  }

  static List<Failure> failures(String stage, List<String> changed) {
    List<Failure> failures = new ArrayList<>();
    for (String path : changed.subList(0, Math.min(changed.size(), TestResults.MAX_FAILURES))) {
      failures.add(
          SourceMap.failure(
              stage,
              "the file was changed or removed while the " + stage + " command ran",
              Optional.of(path),
              Optional.empty()));
    }
    return failures;
  }
}
