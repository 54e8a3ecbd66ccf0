package dev.cambrian.server.selfcheck;

import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that an artifact may attempt, bounded in time, size and count, and what must come of
 * it.
 *
 * @param attempts in one line, as in "the artifact …"
 * @param twin id of an honest fixture of the same shape; absent exactly where this one is honest
 * @param within how long it may take at most
 * @param alone whether nothing may run beside it, since it takes much of the machine
 */
record Fixture(
    FixtureClass group,
    String name,
    String attempts,
    Optional<String> twin,
    Subject subject,
    Expectation expectation,
    Set<Need> needs,
    Duration within,
    boolean alone) {
  Fixture {
    needs = Set.copyOf(needs);
  }

  String id() {
    return group.id() + "/" + name;
  }

  /** Whether it runs commands of its own: never without a sandbox. */
  boolean runsCommands() {
    return switch (subject) {
      case Subject.Judged _ -> !endsAtTheManifest();
      case Subject.Answered _, Subject.Registered _ -> false;
    };
  }

  private boolean endsAtTheManifest() {
    return expectation instanceof Expectation.NonViable(var stage, _) && stage == Stage.MANIFEST;
  }
}
