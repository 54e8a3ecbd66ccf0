package dev.cambrian.server.selfcheck;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What came of a fixture.
 *
 * @param happened in one line; where it did not run, why. Hostile text may be in it
 * @param peakMemory bytes, where the report tells them
 */
record Result(
    Fixture fixture, Standing standing, String happened, Duration took, OptionalLong peakMemory) {
  /** How it stands with the expectation. */
  enum Standing {
    AS_EXPECTED("ok"),
    SURPRISE("SURPRISE"),
    NOT_RUN("not run");

    private final String label;

    Standing(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  static Result notRun(Fixture fixture, String reason) {
    return new Result(fixture, Standing.NOT_RUN, reason, Duration.ZERO, OptionalLong.empty());
  }

  static Result surprise(Fixture fixture, String what) {
    return new Result(fixture, Standing.SURPRISE, what, Duration.ZERO, OptionalLong.empty());
  }

  boolean surprising() {
    return standing == Standing.SURPRISE;
  }

  boolean ran() {
    return standing != Standing.NOT_RUN;
  }
}
