package dev.cambrian.server.dashboard;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.supervisor.RunningOutput;
import java.util.List;
import java.util.Optional;

/**
 * How what a stage prints ends by now, as pages show it.
 *
 * @param outputs the streams that something came on
 */
record RunningTail(int generation, Stage stage, List<GenerationModel.Output> outputs) {
  private static final int LINES = 64;
  private static final int CHARACTERS = 16_000;
  private static final int FEW_LINES = 12;
  private static final int FEW_CHARACTERS = 2_000;

  /** On a page of its own generation; empty where no stage of it prints. */
  static Optional<RunningTail> of(RunningOutput output, int generation) {
    return of(output, generation, LINES, CHARACTERS);
  }

  /** On a page of many. */
  static Optional<RunningTail> brief(RunningOutput output, int generation) {
    return of(output, generation, FEW_LINES, FEW_CHARACTERS);
  }

  private static Optional<RunningTail> of(
      RunningOutput output, int generation, int lines, int characters) {
    return output
        .of(generation)
        .map(
            it ->
                new RunningTail(
                    generation, it.stage(), GenerationModel.tails(it.end(), lines, characters)))
        .filter(it -> !it.outputs().isEmpty());
  }
}
