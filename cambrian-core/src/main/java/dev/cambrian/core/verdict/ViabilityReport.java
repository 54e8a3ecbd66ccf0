package dev.cambrian.core.verdict;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the rig found; {@code viability-report.json} in snake_case, with the member names of the
 * field's first system.
 *
 * @param generation as told to the rig; 0 where the artifact is judged alone
 * @param failureStage the first stage that failed; present exactly when non-viable
 * @param fitness measures by name, in the order of the report: milliseconds, counts and rates from
 *     0 to 1; what was not measured has no member
 * @param diagnostics present exactly when non-viable
 * @param artifactHash of what was judged; absent where the artifact could not be read
 * @param specHash of the trusted spec
 * @param isolation what was really in force, such as {@code bubblewrap} or {@code none}
 */
public record ViabilityReport(
    int generation,
    Status status,
    Optional<Stage> failureStage,
    Checks checks,
    Map<String, Double> fitness,
    Instant completedAt,
    Optional<Diagnostics> diagnostics,
    Optional<String> artifactHash,
    String specHash,
    String isolation) {

  /** The same of another generation: of the same artifact under another number. */
  public ViabilityReport withGeneration(int number) {
    return new ViabilityReport(
        number,
        status,
        failureStage,
        checks,
        fitness,
        completedAt,
        diagnostics,
        artifactHash,
        specHash,
        isolation);
  }

  public ViabilityReport {
    boolean viable = status == Status.VIABLE;
    if (viable == failureStage.isPresent() || viable == diagnostics.isPresent()) {
      throw new IllegalArgumentException(
          "failure stage and diagnostics stand exactly in a non-viable report");
    }
    if (viable != checks.allPassed()) {
      throw new IllegalArgumentException("a report is viable exactly when every stage passed");
    }
    for (double value : fitness.values()) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a fitness measure is no finite number");
      }
    }
    fitness = Collections.unmodifiableMap(new LinkedHashMap<>(fitness));
  }

  public boolean viable() {
    return status == Status.VIABLE;
  }

  public enum Status {
    VIABLE("viable"),
    NON_VIABLE("non-viable");

    private final String id;

    Status(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }

  /** Every stage; one that was not attempted has {@code passed} false and no duration. */
  public record Checks(
      StageCheck manifest, StageCheck build, TestCheck test, StageCheck start, HealthCheck health) {
    public boolean allPassed() {
      return firstFailed().isEmpty();
    }

    /** The first stage that did not pass; those after it may not have been attempted. */
    Optional<Stage> firstFailed() {
      if (!manifest.passed()) {
        return Optional.of(Stage.MANIFEST);
      }
      if (!build.passed()) {
        return Optional.of(Stage.BUILD);
      }
      if (!test.passed()) {
        return Optional.of(Stage.TEST);
      }
      if (!start.passed()) {
        return Optional.of(Stage.START);
      }
      return health.passed() ? Optional.empty() : Optional.of(Stage.HEALTH);
    }
  }

  public record StageCheck(boolean passed, long durationMs) {
    public static final StageCheck NOT_ATTEMPTED = new StageCheck(false, 0);
  }

  /**
   * Tests that were skipped count in neither figure.
   *
   * @param durationMs of the artifact's own tests, without the canary
   * @param canary whether the runner tells the truth; absent where its own tests failed already
   */
  public record TestCheck(
      boolean passed,
      long durationMs,
      int testsRun,
      int testsPassed,
      Optional<CanaryCheck> canary) {
    public static final TestCheck NOT_ATTEMPTED = new TestCheck(false, 0, 0, 0);

    public TestCheck {
      if (passed && canary.isPresent() && !canary.get().passed()) {
        throw new IllegalArgumentException("tests passed though their canary did not");
      }
    }

    /** Without a canary. */
    public TestCheck(boolean passed, long durationMs, int testsRun, int testsPassed) {
      this(passed, durationMs, testsRun, testsPassed, Optional.empty());
    }
  }

  /**
   * One more run of the test command, with tests of the rig's own beside the artifact's: one must
   * fail, one must pass, and the runner must say so.
   *
   * @param error one line; present where it failed
   */
  public record CanaryCheck(boolean passed, long durationMs, Optional<String> error) {}

  /**
   * @param durationMs without the baseline contracts and what else only informs
   * @param baselineContracts for information: they change no verdict
   * @param baselineGeneration where those come from, where that is known
   * @param sets for information, in the order of {@link CheckSet}; one that was not given is absent
   * @param performance for information; absent where it was not measured
   */
  public record HealthCheck(
      boolean passed,
      long durationMs,
      Map<String, ContractResult> contracts,
      Map<String, ContractResult> specVectors,
      Map<String, ContractResult> baselineContracts,
      Optional<Integer> baselineGeneration,
      Map<CheckSet, Map<String, ContractResult>> sets,
      Optional<Performance> performance) {
    public static final HealthCheck NOT_ATTEMPTED =
        new HealthCheck(false, 0, Map.of(), Map.of(), Map.of());

    public HealthCheck {
      contracts = Collections.unmodifiableMap(new LinkedHashMap<>(contracts));
      specVectors = Collections.unmodifiableMap(new LinkedHashMap<>(specVectors));
      baselineContracts = Collections.unmodifiableMap(new LinkedHashMap<>(baselineContracts));
      baselineGeneration.ifPresent(
          it -> {
            if (it < 1) {
              throw new IllegalArgumentException("a baseline's generation counts from 1");
            }
          });
      EnumMap<CheckSet, Map<String, ContractResult>> ordered = new EnumMap<>(CheckSet.class);
      sets.forEach(
          (set, results) ->
              ordered.put(set, Collections.unmodifiableMap(new LinkedHashMap<>(results))));
      sets = Collections.unmodifiableMap(ordered);
    }

    /** Measured by nothing but a baseline. */
    public HealthCheck(
        boolean passed,
        long durationMs,
        Map<String, ContractResult> contracts,
        Map<String, ContractResult> specVectors,
        Map<String, ContractResult> baselineContracts,
        Optional<Integer> baselineGeneration) {
      this(
          passed,
          durationMs,
          contracts,
          specVectors,
          baselineContracts,
          baselineGeneration,
          Map.of(),
          Optional.empty());
    }

    /** With baseline contracts of which is not known where they come from, or none. */
    public HealthCheck(
        boolean passed,
        long durationMs,
        Map<String, ContractResult> contracts,
        Map<String, ContractResult> specVectors,
        Map<String, ContractResult> baselineContracts) {
      this(passed, durationMs, contracts, specVectors, baselineContracts, Optional.empty());
    }
  }

  public record ContractResult(boolean passed, long durationMs, Optional<String> error) {}

  /**
   * Why it is non-viable. Everything in here but {@code stage}, {@code exitCode} and {@code limit}
   * may be what the artifact printed: hostile text.
   *
   * @param limit that it went over in that stage; absent where it failed otherwise
   * @param stdoutTail the last 100 lines, at most 64 KiB
   */
  public record Diagnostics(
      Stage stage,
      String summary,
      Optional<Integer> exitCode,
      Optional<Limit> limit,
      List<Failure> failures,
      String stdoutTail,
      String stderrTail) {
    /** No tail has more bytes in UTF-8. */
    public static final int MAX_TAIL = 64 * 1024;

    public Diagnostics {
      if (stdoutTail.length() > MAX_TAIL || stderrTail.length() > MAX_TAIL) {
        throw new IllegalArgumentException("a tail has more than 64 KiB");
      }
      failures = List.copyOf(failures);
    }
  }

  /**
   * One failed test, syntax error, contract or vector.
   *
   * @param error at most 500 characters
   * @param line from 1
   */
  public record Failure(String test, String error, Optional<String> file, Optional<Integer> line) {
    public static final int MAX_ERROR = 500;

    public Failure {
      if (error.codePointCount(0, error.length()) > MAX_ERROR) {
        throw new IllegalArgumentException("a failure's error has more than 500 characters");
      }
      if (line.isPresent() && line.get() < 1) {
        throw new IllegalArgumentException("a failure's line counts from 1");
      }
    }
  }
}
