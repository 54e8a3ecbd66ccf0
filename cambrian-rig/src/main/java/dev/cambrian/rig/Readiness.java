package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import java.time.Duration;
import java.util.Optional;

/** Whether a started program answers, and still does at the end. */
final class Readiness {
  private static final Duration POLL = Duration.ofMillis(4);

  /** So often is looked whether the program that nobody hears of yet is still alive. */
  private static final Duration LOOK = Duration.ofMillis(80);

  /** A probe with less time than that left tells of the limit, not of the program. */
  private static final Duration TELLING = Duration.ofMillis(100);

  private static final Duration LINGER = Duration.ofMillis(20);

  private final RunningCommand program;
  private final HealthChecks checks;
  private final Duration limit;

  Readiness(RunningCommand program, HealthChecks checks, Duration limit) {
    this.program = program;
    this.checks = checks;
    this.limit = limit;
  }

  /**
   * Why it is not ready.
   *
   * @param reason one line
   * @param limit that it went over
   */
  record NotReady(String reason, Optional<Limit> limit) {}

  /** Polls until the health URL answers 2xx; else says what went wrong. */
  Optional<NotReady> await(long started) throws InterruptedException {
    long deadline = started + limit.toNanos();
    String last = "it was not asked";
    while (true) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative() || left.isZero()) {
        return Optional.of(
            new NotReady(
                "not ready within " + Text.seconds(limit) + "; the last probe: " + last,
                Optional.of(Limit.TIME)));
      }
      if (!program.alive()) {
        return ended("the start command ended before the program was ready");
      }
      Optional<String> problem;
      try {
        problem = checks.ready(LOOK, left);
      } catch (InterruptedException e) {
        program.kill();
        throw e;
      }
      if (problem.isEmpty()) {
        return program.alive()
            ? Optional.empty()
            : ended("something answers but the start command has ended");
      }
      if (left.compareTo(TELLING) > 0) {
        last = problem.get();
      }
      program.overhear();
      Thread.sleep(POLL);
    }
  }

  private static Optional<NotReady> ended(String reason) {
    return Optional.of(new NotReady(reason, Optional.empty()));
  }

  /** Empty where the program is alive and answers after the last check. */
  Optional<String> stillThere() throws InterruptedException {
    Optional<String> problem = checks.ready(Duration.ZERO, limit);
    if (program.endsWithin(LINGER)) {
      return Optional.of("the program ended during the checks");
    }
    return problem.map(it -> "the health URL fails after the checks: " + it);
  }
}
