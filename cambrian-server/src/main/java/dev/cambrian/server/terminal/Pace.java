package dev.cambrian.server.terminal;

import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How long the steps of a generation usually take, as the history tells it. What it does not tell
 * has no estimate.
 *
 * @param answer of the model
 * @param stages of the rig that are known
 */
public record Pace(Optional<Duration> answer, Map<Stage, Duration> stages) {
  /** There is no history. */
  public static final Pace UNKNOWN = new Pace(Optional.empty(), Map.of());

  public Pace {
    stages = Map.copyOf(stages);
  }

  /** Of one stage. */
  Optional<Duration> of(Stage stage) {
    return Optional.ofNullable(stages.get(stage));
  }

  /** Of the stages after one; empty where one of them is not known. */
  Optional<Duration> after(Stage stage) {
    return from(stage.position() + 1);
  }

  /** Of all stages; empty where one of them is not known. */
  Optional<Duration> verification() {
    return from(1);
  }

  /** Of a whole generation, which is answered once. */
  Optional<Duration> generation() {
    return answer.flatMap(it -> verification().map(it::plus));
  }

  private Optional<Duration> from(int position) {
    Duration sum = Duration.ZERO;
    for (Stage stage : Stage.values()) {
      if (stage.position() >= position) {
        Optional<Duration> usual = of(stage);
        if (usual.isEmpty()) {
          return Optional.empty();
        }
        sum = sum.plus(usual.get());
      }
    }
    return Optional.of(sum);
  }
}
