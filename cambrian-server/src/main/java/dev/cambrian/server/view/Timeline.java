package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a generation went through and what it is doing, as far as its events tell: the model's
 * answers and the stages of the last verification.
 *
 * @param steps in their order; those of the rig are always all there
 * @param closed whether nothing goes on any more
 */
public record Timeline(List<Step> steps, boolean closed) {

  /** The name of a step that is a model's answer. */
  public static final String MODEL = "model";

  /** How far a step came. */
  public enum State {
    /** Not begun, and perhaps never. */
    PENDING,
    RUNNING,
    PASSED,
    FAILED
  }

  /**
   * One step.
   *
   * @param name {@code model} or a stage's
   * @param begin empty where it has not begun
   * @param took empty while it runs, or where it never began
   */
  public record Step(String name, State state, Optional<Instant> begin, Optional<Duration> took) {
    /** How people are told it: while the tests run, their canary is in it, too. */
    public String words() {
      return state == State.RUNNING && name.equals(Stage.TEST.id()) ? "test and its canary" : name;
    }
  }

  public Timeline {
    steps = List.copyOf(steps);
  }

  /** What is running, where something is. */
  public Optional<Step> running() {
    return steps.stream().filter(it -> it.state() == State.RUNNING).findFirst();
  }

  /**
   * Of the events of one generation's stream.
   *
   * @param answers whole ones that led to it, in order, as {@link GenerationDetail#exchanges}
   */
  public static Timeline of(List<RecordedEvent> events, List<Event.LlmAnswered> answers) {
    Optional<Instant> asking = Optional.empty();
    Optional<Instant> verifying = Optional.empty();
    Map<Stage, Step> stages = new EnumMap<>(Stage.class);
    boolean judged = false;
    boolean closed = false;
    for (RecordedEvent recorded : events) {
      Instant at = recorded.recordedAt();
      switch (recorded.event()) {
        case Event.GenerationStarted _ -> asking = Optional.of(at);
        case Event.LlmAnswered _ -> asking = Optional.empty();
        case Event.AnswerRejected _ -> asking = Optional.of(at);
        case Event.ArtifactSealed _ -> asking = Optional.empty();
        case Event.VerificationStarted _ -> {
          asking = Optional.empty();
          verifying = Optional.of(at);
          stages.clear();
        }
        case Event.StageFinished it -> {
          Duration took = Duration.ofMillis(it.durationMs());
          stages.put(
              it.stage(),
              new Step(
                  it.stage().id(),
                  it.passed() ? State.PASSED : State.FAILED,
                  Optional.of(at.minus(took)),
                  Optional.of(took)));
          verifying = Optional.of(at);
        }
        case Event.VerificationAborted _ -> verifying = Optional.empty();
        case Event.VerdictGiven _ -> judged = true;
        case Event.GenerationPromoted _, Event.GenerationRolledBack _ -> closed = true;
        default -> {}
      }
    }
    List<Step> steps = new ArrayList<>();
    for (Event.LlmAnswered answer : answers) {
      steps.add(new Step(MODEL, State.PASSED, Optional.empty(), Optional.of(answer.elapsed())));
    }
    if (!closed && asking.isPresent()) {
      steps.add(new Step(MODEL, State.RUNNING, asking, Optional.empty()));
    }
    boolean open = !closed && !judged && verifying.isPresent();
    for (Stage stage : Stage.values()) {
      Step done = stages.get(stage);
      if (done != null) {
        steps.add(done);
        // After failed tests the rig goes on, so that every failure is known at once.
        open = open && (done.state() == State.PASSED || stage == Stage.TEST);
      } else if (open) {
        steps.add(new Step(stage.id(), State.RUNNING, verifying, Optional.empty()));
        open = false;
      } else {
        steps.add(new Step(stage.id(), State.PENDING, Optional.empty(), Optional.empty()));
      }
    }
    return new Timeline(steps, closed);
  }
}
