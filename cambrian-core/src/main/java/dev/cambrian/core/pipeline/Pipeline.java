package dev.cambrian.core.pipeline;

import dev.cambrian.core.Pause;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a growth works with.
 *
 * @param home holds {@code artifacts/gen-N} and {@code growths/}
 * @param runs of the verifier that may outlive a process
 * @param pause passes before an aborted verification begins again
 * @param cost of an answer in millionths of a US dollar; empty where unknown
 */
record Pipeline(
    History history,
    LlmClient llm,
    Verifier verifier,
    LastingRuns runs,
    GenerationArchive archive,
    Path home,
    Clock clock,
    Pause pause,
    Function<LlmAnswer, OptionalLong> cost) {

  static final String ARTIFACTS = "artifacts";

  Path growths() {
    return home.resolve("growths");
  }

  static String artifactRef(int generation) {
    return ARTIFACTS + "/gen-" + generation;
  }

  Path artifacts() {
    return home.resolve(ARTIFACTS);
  }

  Path artifact(int generation) {
    return home.resolve(artifactRef(generation));
  }
}
