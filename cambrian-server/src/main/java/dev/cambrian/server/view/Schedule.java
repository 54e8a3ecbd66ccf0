package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When each answer of the model came and when each stage ran, for a drawing to scale.
 *
 * @param runs the model's answers first, where there are any, then each verification
 * @param whole from the beginning of the first step to the end of the last; more than zero
 */
public record Schedule(List<Run> runs, Duration whole) {
  /** A replayed answer may tell of a time that did not pass here; below this they are the same. */
  private static final Duration SAME = Duration.ofMillis(50);

  /**
   * Steps that belong together.
   *
   * @param remark why it ended without a verdict: may be hostile text
   */
  public record Run(String title, List<Step> steps, Optional<String> remark) {
    public Run {
      steps = List.copyOf(steps);
    }
  }

  /**
   * One step.
   *
   * @param begin after the beginning of the first
   * @param passed how long it kept the others waiting; empty while it runs
   * @param took as its event tells; of a replayed answer that is how long it took when it was
   *     recorded
   */
  public record Step(
      String name,
      Timeline.State state,
      Duration begin,
      Optional<Duration> passed,
      Optional<Duration> took) {

    /** Whether it took longer when it was recorded than it did here. */
    public boolean shortened() {
      return took.isPresent()
          && passed.isPresent()
          && took.get().compareTo(passed.get().plus(SAME)) > 0;
    }
  }

  public Schedule {
    runs = List.copyOf(runs);
  }

  /** Whether there is nothing to draw. */
  public boolean isEmpty() {
    return runs.stream().allMatch(it -> it.steps().isEmpty());
  }

  /** Where a step begins, in thousandths of the whole. */
  public int from(Step step) {
    return share(step.begin());
  }

  /** How long it is, in thousandths of the whole: never nothing; what still runs to the end. */
  public int length(Step step) {
    int most = 1000 - from(step);
    return Math.clamp(
        step.passed().map(it -> share(step.begin().plus(it)) - from(step)).orElse(most),
        Math.min(4, most),
        most);
  }

  private int share(Duration time) {
    return Math.clamp(time.toMillis() * 1000 / Math.max(1, whole.toMillis()), 0, 996);
  }

  /** A step on the clock. */
  private record Timed(
      String name,
      Timeline.State state,
      Instant begin,
      Optional<Instant> end,
      Optional<Duration> took) {}

  private record TimedRun(String title, List<Timed> steps, Optional<String> remark) {}

  /**
   * Of the events of one generation's stream.
   *
   * @param answers that led to it, in order, which may stand in its organism's stream
   * @param canary the run of the test runner's canary in the last verification, which the duration
   *     of its stage leaves out
   */
  public static Schedule of(
      List<RecordedEvent> events,
      List<RecordedEvent> answers,
      Timeline timeline,
      Optional<CanaryCheck> canary) {
    List<TimedRun> runs = new ArrayList<>();
    List<Timed> asked = answers(events, answers);
    timeline
        .running()
        .filter(it -> it.name().equals("model"))
        .flatMap(Timeline.Step::begin)
        .ifPresent(it -> asked.add(running("model", it)));
    if (!asked.isEmpty()) {
      runs.add(new TimedRun("The model", asked, Optional.empty()));
    }
    runs.addAll(verifications(events, timeline));
    canary.ifPresent(
        it -> {
          if (!runs.isEmpty()) {
            runs.add(withCanary(runs.removeLast(), it));
          }
        });
    return scaled(runs);
  }

  /** It ran between the end of the artifact's own tests and the end of their stage. */
  private static TimedRun withCanary(TimedRun run, CanaryCheck canary) {
    Duration took = Duration.ofMillis(canary.durationMs());
    List<Timed> steps = new ArrayList<>();
    for (Timed step : run.steps()) {
      if (step.name().equals(Stage.TEST.id()) && step.end().isPresent()) {
        Instant between = step.end().get().minus(took);
        steps.add(
            new Timed(
                step.name(),
                step.state(),
                step.begin().minus(took),
                Optional.of(between),
                step.took()));
        steps.add(
            new Timed(
                "canary",
                canary.passed() ? Timeline.State.PASSED : Timeline.State.FAILED,
                between,
                step.end(),
                Optional.of(took)));
      } else {
        steps.add(step);
      }
    }
    return new TimedRun(run.title(), steps, run.remark());
  }

  private static Timed running(String name, Instant begin) {
    return new Timed(name, Timeline.State.RUNNING, begin, Optional.empty(), Optional.empty());
  }

  /** None begins before what was recorded before it. */
  private static List<Timed> answers(List<RecordedEvent> events, List<RecordedEvent> answers) {
    List<Timed> steps = new ArrayList<>();
    Optional<Instant> before = Optional.empty();
    for (RecordedEvent recorded : answers) {
      if (recorded.event() instanceof Event.LlmAnswered answer) {
        Instant end = recorded.recordedAt();
        Instant floor =
            events.stream()
                .filter(it -> it.position() < recorded.position())
                .map(RecordedEvent::recordedAt)
                .reduce((_, last) -> last)
                .or(() -> Optional.of(end.minus(answer.elapsed())))
                .orElseThrow();
        Instant begin = latest(end.minus(answer.elapsed()), before.orElse(floor));
        begin = latest(begin, floor);
        begin = begin.isAfter(end) ? end : begin;
        steps.add(
            new Timed(
                "%s %d".formatted(answer.purpose().id(), answer.ordinal()),
                Timeline.State.PASSED,
                begin,
                Optional.of(end),
                Optional.of(answer.elapsed())));
        before = Optional.of(end);
      }
    }
    return steps;
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static List<TimedRun> verifications(List<RecordedEvent> events, Timeline timeline) {
    long begun =
        events.stream().filter(it -> it.event() instanceof Event.VerificationStarted).count();
    List<TimedRun> runs = new ArrayList<>();
    List<Timed> steps = new ArrayList<>();
    Optional<String> title = Optional.empty();
    for (RecordedEvent recorded : events) {
      switch (recorded.event()) {
        case Event.VerificationStarted _ -> {
          title.ifPresent(it -> runs.add(new TimedRun(it, List.copyOf(steps), Optional.empty())));
          steps.clear();
          title = Optional.of(begun == 1 ? "Verification" : "Verification " + (runs.size() + 1));
        }
        case Event.StageFinished stage -> steps.add(stage(stage, recorded.recordedAt()));
        case Event.VerificationAborted aborted -> {
          runs.add(
              new TimedRun(
                  title.orElse("Verification"),
                  List.copyOf(steps),
                  Optional.of(
                      "ended without a verdict, %s: %s"
                          .formatted(aborted.kind().id(), aborted.reason()))));
          steps.clear();
          title = Optional.empty();
        }
        default -> {}
      }
    }
    timeline
        .running()
        .filter(it -> !it.name().equals("model"))
        .ifPresent(it -> it.begin().ifPresent(begin -> steps.add(running(it.name(), begin))));
    title.ifPresent(it -> runs.add(new TimedRun(it, steps, Optional.empty())));
    return runs;
  }

  private static Timed stage(Event.StageFinished stage, Instant end) {
    Duration took = Duration.ofMillis(stage.durationMs());
    return new Timed(
        stage.stage().id(),
        stage.passed() ? Timeline.State.PASSED : Timeline.State.FAILED,
        end.minus(took),
        Optional.of(end),
        Optional.of(took));
  }

  private static Schedule scaled(List<TimedRun> runs) {
    List<Timed> all = runs.stream().flatMap(it -> it.steps().stream()).toList();
    Instant first =
        all.stream().map(Timed::begin).min(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    Instant last =
        all.stream()
            .map(it -> it.end().orElse(it.begin()))
            .max(Comparator.naturalOrder())
            .orElse(first);
    Duration drawn = Duration.between(first, last);
    boolean open = all.stream().anyMatch(it -> it.end().isEmpty());
    // What runs gets room of its own, since nobody knows how much it will need.
    Duration whole = open ? drawn.multipliedBy(5).dividedBy(4).plusMillis(1) : drawn;
    return new Schedule(
        runs.stream()
            .map(
                run ->
                    new Run(
                        run.title(),
                        run.steps().stream().map(it -> step(it, first)).toList(),
                        run.remark()))
            .toList(),
        whole.isPositive() ? whole : Duration.ofMillis(1));
  }

  private static Step step(Timed timed, Instant first) {
    return new Step(
        timed.name(),
        timed.state(),
        Duration.between(first, timed.begin()),
        timed.end().map(end -> Duration.between(timed.begin(), end)),
        timed.took());
  }
}
