package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.verdict.Performance;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Every check of a generation with its result: those of the report once there is one, until then
 * the stages that have ended.
 *
 * @param groups none is empty
 */
public record CheckList(List<Group> groups) {
  /** How a check ended. */
  public enum Result {
    PASSED,
    FAILED,
    /** It goes on. */
    RUNNING,
    /** Not yet. */
    WAITING,
    /** Not attempted. */
    PENDING
  }

  /**
   * Checks of one kind.
   *
   * @param informs whether the verdict does not depend on them
   */
  public record Group(String title, boolean informs, List<Check> checks) {
    public Group {
      checks = List.copyOf(checks);
    }

    /** How many ended so. */
    public long count(Result result) {
      return checks.stream().filter(it -> it.result() == result).count();
    }
  }

  /**
   * One check.
   *
   * @param name may be hostile text
   * @param remark figures, or why it failed: may be hostile text
   */
  public record Check(String name, Result result, Optional<Duration> took, String remark) {}

  public CheckList {
    groups = List.copyOf(groups);
  }

  /** Of one generation. */
  public static CheckList of(GenerationDetail detail) {
    return detail.report().map(CheckList::of).orElseGet(() -> soFar(detail));
  }

  private static CheckList soFar(GenerationDetail detail) {
    List<RecordedEvent> events = detail.events();
    Optional<Timeline.Step> running = Timeline.of(events, List.of()).running();
    Result before = detail.record().outcome().closed() ? Result.PENDING : Result.WAITING;
    Map<Stage, Event.StageFinished> ended = new EnumMap<>(Stage.class);
    for (RecordedEvent recorded : events) {
      switch (recorded.event()) {
        case Event.VerificationStarted _ -> ended.clear();
        case Event.StageFinished stage -> ended.put(stage.stage(), stage);
        default -> {}
      }
    }
    List<Check> stages = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      Event.StageFinished event = ended.get(stage);
      stages.add(
          event == null
              ? running
                  .filter(it -> it.name().equals(stage.id()))
                  .map(it -> without(it.words(), Result.RUNNING))
                  .orElseGet(() -> without(stage.id(), before))
              : new Check(
                  stage.id(),
                  result(event.passed()),
                  Optional.of(Duration.ofMillis(event.durationMs())),
                  ""));
    }
    return new CheckList(List.of(new Group("Stages", false, stages)));
  }

  private static CheckList of(ViabilityReport report) {
    List<Group> groups = new ArrayList<>();
    groups.add(new Group("Stages", false, stages(report.checks())));
    HealthCheck health = report.checks().health();
    add(groups, "Contracts", false, health.contracts());
    add(groups, "Spec vectors", false, health.specVectors());
    add(
        groups,
        "Baseline contracts"
            + health.baselineGeneration().map(it -> " of generation " + it).orElse(""),
        true,
        health.baselineContracts());
    health
        .sets()
        .forEach(
            (set, results) ->
                add(
                    groups,
                    set.id().substring(0, 1).toUpperCase(Locale.ROOT)
                        + set.id().substring(1)
                        + " contracts",
                    true,
                    results));
    health
        .performance()
        .ifPresent(it -> groups.add(new Group("Under load", true, List.of(performance(it)))));
    return new CheckList(groups);
  }

  private static void add(
      List<Group> groups, String title, boolean informs, Map<String, ContractResult> results) {
    if (results.isEmpty()) {
      return;
    }
    groups.add(
        new Group(
            title,
            informs,
            results.entrySet().stream()
                .map(
                    it ->
                        new Check(
                            it.getKey(),
                            result(it.getValue().passed()),
                            Optional.of(Duration.ofMillis(it.getValue().durationMs())),
                            it.getValue().error().orElse("")))
                .toList()));
  }

  private static List<Check> stages(Checks checks) {
    List<Check> stages = new ArrayList<>();
    for (StageChecks.Reached it : StageChecks.of(checks)) {
      stages.add(it.attempted() ? attempted(it, checks) : without(it.stage().id(), Result.PENDING));
      if (it.stage() == Stage.TEST) {
        checks.test().canary().ifPresent(canary -> stages.add(canary(canary)));
      }
    }
    return stages;
  }

  private static Check attempted(StageChecks.Reached reached, Checks checks) {
    return new Check(
        reached.stage().id(),
        result(reached.check().passed()),
        Optional.of(Duration.ofMillis(reached.check().durationMs())),
        reached.stage() == Stage.TEST
            ? String.format(
                Locale.ROOT,
                "%,d of %,d tests passed",
                checks.test().testsPassed(),
                checks.test().testsRun())
            : "");
  }

  private static Check canary(CanaryCheck canary) {
    return new Check(
        "canary of the test runner",
        result(canary.passed()),
        Optional.of(Duration.ofMillis(canary.durationMs())),
        canary.error().orElse(""));
  }

  private static Check without(String name, Result result) {
    return new Check(name, result, Optional.empty(), "");
  }

  private static Check performance(Performance load) {
    return new Check(
        "performance",
        result(load.passed()),
        Optional.of(Duration.ofMillis(load.durationMs())),
        String.format(
            Locale.ROOT,
            "%,d requests, %.1f a second, half within %.1f ms, 99 %% within %.1f ms, %,d errors",
            load.requests(),
            load.requestsPerSecond(),
            load.p50Ms(),
            load.p99Ms(),
            load.errors()));
  }

  private static Result result(boolean passed) {
    return passed ? Result.PASSED : Result.FAILED;
  }
}
