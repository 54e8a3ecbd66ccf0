package dev.cambrian.rig;

import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Limit;
import dev.cambrian.core.verdict.Performance;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known so far of one artifact; becomes the report. */
final class Judgement {
  private final long started = System.nanoTime();
  private final Map<Stage, StageCheck> checks = new EnumMap<>(Stage.class);
  private final List<Failure> failures = new ArrayList<>();
  private final Map<String, Double> artifactFitness = new LinkedHashMap<>();
  private Optional<Failed> first = Optional.empty();
  private Optional<Tests> tests = Optional.empty();
  private Optional<CanaryCheck> canary = Optional.empty();
  private Map<String, ContractResult> contracts = Map.of();
  private Map<String, ContractResult> vectors = Map.of();
  private Map<String, ContractResult> baseline = Map.of();
  private Optional<Integer> baselineGeneration = Optional.empty();
  private Map<CheckSet, Map<String, ContractResult>> sets = Map.of();
  private Optional<Performance> performance = Optional.empty();
  private Optional<String> artifactHash = Optional.empty();

  private record Tests(int run, int passed) {}

  private record Failed(
      Stage stage,
      String summary,
      Optional<Integer> exitCode,
      Optional<Limit> limit,
      CommandResult.Output stdout,
      CommandResult.Output stderr) {}

  void artifact(String hash, SourceStats stats, long inputTokens, long outputTokens) {
    artifactHash = Optional.of(hash);
    artifactFitness.put("source_files", (double) stats.sourceFiles());
    artifactFitness.put("source_lines", (double) stats.sourceLines());
    artifactFitness.put("test_files", (double) stats.testFiles());
    artifactFitness.put("test_lines", (double) stats.testLines());
    if (inputTokens + outputTokens > 0) {
      artifactFitness.put("token_input", (double) inputTokens);
      artifactFitness.put("token_output", (double) outputTokens);
    }
  }

  /** Something that was measured beside the stages. */
  void measured(String name, double value) {
    artifactFitness.put(name, value);
  }

  void tests(int run, int passed) {
    tests = Optional.of(new Tests(run, passed));
  }

  /** How many of the artifact's own tests ran. */
  int testsRun() {
    return tests.map(Tests::run).orElse(0);
  }

  void canary(CanaryCheck check) {
    canary = Optional.of(check);
  }

  void health(
      Map<String, ContractResult> contractResults, Map<String, ContractResult> vectorResults) {
    contracts = contractResults;
    vectors = vectorResults;
  }

  /**
   * For information.
   *
   * @param generation where the contracts come from; 0 where that is not known
   */
  void baseline(int generation, Map<String, ContractResult> results) {
    baseline = results;
    baselineGeneration = generation > 0 ? Optional.of(generation) : Optional.empty();
  }

  /** For information. */
  void sets(Map<CheckSet, Map<String, ContractResult>> results) {
    sets = results;
  }

  /** For information. */
  void performance(Performance figures) {
    performance = Optional.of(figures);
  }

  /** A stage ended. */
  void finished(Stage stage, StageOutcome outcome, Duration took) {
    checks.put(stage, new StageCheck(outcome.passed(), took.toMillis()));
    if (outcome.passed()) {
      return;
    }
    failures.addAll(outcome.failures());
    if (first.isEmpty()) {
      first =
          Optional.of(
              new Failed(
                  stage,
                  Text.cut(outcome.summary(), 500),
                  outcome.command().flatMap(CommandResult::exitCode),
                  outcome.limit(),
                  outcome.command().map(CommandResult::stdout).orElse(CommandResult.Output.NONE),
                  outcome.command().map(CommandResult::stderr).orElse(CommandResult.Output.NONE)));
    }
  }

  boolean passed(Stage stage) {
    return check(stage).passed();
  }

  ViabilityReport report(int generation, String specHash, String isolation) {
    Checks all =
        new Checks(
            check(Stage.MANIFEST),
            check(Stage.BUILD),
            new TestCheck(
                passed(Stage.TEST),
                check(Stage.TEST).durationMs(),
                testsRun(),
                tests.map(Tests::passed).orElse(0),
                canary),
            check(Stage.START),
            new HealthCheck(
                passed(Stage.HEALTH),
                check(Stage.HEALTH).durationMs(),
                contracts,
                vectors,
                baseline,
                baselineGeneration,
                sets,
                performance));
    return new ViabilityReport(
        generation,
        first.isEmpty() ? Status.VIABLE : Status.NON_VIABLE,
        first.map(Failed::stage),
        all,
        fitness(),
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        first.map(this::diagnostics),
        artifactHash,
        specHash,
        isolation);
  }

  private StageCheck check(Stage stage) {
    return checks.getOrDefault(stage, StageCheck.NOT_ATTEMPTED);
  }

  private Diagnostics diagnostics(Failed failed) {
    return new Diagnostics(
        failed.stage(),
        failed.summary(),
        failed.exitCode(),
        failed.limit(),
        failures.stream().limit(2 * TestResults.MAX_FAILURES).toList(),
        failed.stdout().tail(),
        failed.stderr().tail());
  }

  /** What was not measured has no member: 0 would be taken for a measure. */
  private Map<String, Double> fitness() {
    Map<String, Double> fitness = new LinkedHashMap<>();
    for (Stage stage : List.of(Stage.BUILD, Stage.TEST, Stage.START, Stage.HEALTH)) {
      if (checks.containsKey(stage)) {
        fitness.put(stage.id() + "_duration_ms", (double) check(stage).durationMs());
      }
    }
    canary.ifPresent(it -> fitness.put("canary_duration_ms", (double) it.durationMs()));
    fitness.put(
        "total_duration_ms", (double) Duration.ofNanos(System.nanoTime() - started).toMillis());
    if (tests.isPresent()) {
      fitness.put("tests_run", (double) tests.get().run());
      fitness.put("tests_passed", (double) tests.get().passed());
    }
    tests
        .filter(it -> it.run() > 0)
        .ifPresent(it -> fitness.put("test_pass_rate", (double) it.passed() / it.run()));
    putRate(fitness, "contract_pass_rate", contracts);
    putRate(fitness, "spec_vector_pass_rate", vectors);
    putRate(fitness, "baseline_contract_pass_rate", baseline);
    sets.forEach((set, results) -> putRate(fitness, set.rate(), results));
    performance.ifPresent(it -> putPerformance(fitness, it));
    fitness.putAll(artifactFitness);
    return fitness;
  }

  private static void putPerformance(Map<String, Double> fitness, Performance figures) {
    fitness.put("performance_requests_per_second", figures.requestsPerSecond());
    fitness.put("performance_p50_ms", figures.p50Ms());
    fitness.put("performance_p99_ms", figures.p99Ms());
    fitness.put("performance_late_p99_ms", figures.lateP99Ms());
    figures.rssBytes().ifPresent(it -> fitness.put("performance_rss_bytes", (double) it));
    fitness.put("performance_passed", figures.passed() ? 1.0 : 0.0);
  }

  private static void putRate(
      Map<String, Double> fitness, String name, Map<String, ContractResult> results) {
    if (!results.isEmpty()) {
      long passed = results.values().stream().filter(ContractResult::passed).count();
      fitness.put(name, (double) passed / results.size());
    }
  }
}
