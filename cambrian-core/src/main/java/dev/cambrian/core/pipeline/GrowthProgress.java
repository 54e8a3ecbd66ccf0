package dev.cambrian.core.pipeline;

import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** One step of a growth, for screens; the history is the record. */
public sealed interface GrowthProgress {
  int generation();

  record Started(int generation, int attempt, int candidate, String model)
      implements GrowthProgress {}

  record Asking(int generation, Purpose purpose, int ordinal, String model)
      implements GrowthProgress {}

  /** {@code characters} of the answer so far. */
  record Receiving(int generation, long characters) implements GrowthProgress {}

  record Waiting(int generation, String reason, Duration expected) implements GrowthProgress {}

  record Answered(int generation, Purpose purpose, LlmAnswer answer, OptionalLong costMicroUsd)
      implements GrowthProgress {}

  record Rejected(int generation, String rule, String reason) implements GrowthProgress {}

  record Sealed(int generation, Path artifact, int files) implements GrowthProgress {}

  record Verifying(int generation, String isolation) implements GrowthProgress {}

  record StageStarted(int generation, Stage stage) implements GrowthProgress {}

  record StageFinished(int generation, Stage stage, boolean passed, Duration elapsed)
      implements GrowthProgress {}

  /**
   * No verdict, for no fault of the artifact; it is verified again.
   *
   * @param pause until then
   * @param retry from 1
   * @param retries that there are at most
   */
  record VerificationAborted(
      int generation, FailureKind kind, String reason, Duration pause, int retry, int retries)
      implements GrowthProgress {}

  record Judged(
      int generation,
      boolean viable,
      Optional<Stage> failureStage,
      String summary,
      ViabilityReport report)
      implements GrowthProgress {}

  record Promoted(int generation) implements GrowthProgress {}

  record RolledBack(int generation, FailureKind kind, String reason) implements GrowthProgress {}
}
