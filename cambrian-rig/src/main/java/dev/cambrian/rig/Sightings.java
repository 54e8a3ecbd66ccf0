package dev.cambrian.rig;

import dev.cambrian.rig.JUnitXml.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a runner told of the tests that the rig added.
 *
 * @param outcomes by the test's name; one that stands in several places can have several
 * @param due files whose tests must have been told of, since the runner came to those files
 */
record Sightings(Map<String, Set<Outcome>> outcomes, Set<String> due) {
  Sightings {
    outcomes = Map.copyOf(outcomes);
    due = Set.copyOf(due);
  }

  static Sightings in(List<JUnitXml.Case> cases, CanaryTests canary) {
    Map<String, Set<Outcome>> outcomes = new HashMap<>();
    for (CanaryTests.Pair pair : canary.pairs()) {
      for (JUnitXml.Case it : cases) {
        // Runners decorate names.
        if (it.name().contains(pair.passing())) {
          add(outcomes, pair.passing(), it.outcome());
        } else if (it.name().contains(pair.failing())) {
          add(outcomes, pair.failing(), it.outcome());
        }
      }
    }
    return new Sightings(outcomes, Set.of());
  }

  static void add(Map<String, Set<Outcome>> outcomes, String name, Outcome outcome) {
    outcomes.computeIfAbsent(name, _ -> new HashSet<>()).add(outcome);
  }

  Sightings withDue(Set<String> files) {
    return new Sightings(outcomes, files);
  }

  /** What is wrong with the runner; empty where it told the truth. */
  Optional<String> fault(CanaryTests canary, CommandResult run) {
    Optional<String> wrong =
        canary.pairs().stream().map(this::fault).flatMap(Optional::stream).findFirst();
    if (wrong.isPresent()) {
      return wrong;
    }
    Optional<String> missed =
        canary.pairs().stream()
            .filter(it -> due.contains(it.file()) && !seen(it))
            .map(CanaryTests.Pair::file)
            .findFirst();
    if (missed.isPresent()) {
      return missed.map(
          it ->
              "neither of the tests that the rig added to "
                  + it
                  + " ran (the file ends the run before its last test)");
    }
    if (outcomes.isEmpty()) {
      return Optional.of(
          "neither of the tests that the rig added ran (the runner leaves out tests that it does"
              + " not know)");
    }
    return run.succeeded()
        ? Optional.of(
            "a test that must fail failed, but the test command ended with exit code 0 (it ignores"
                + " failures)")
        : Optional.empty();
  }

  private boolean seen(CanaryTests.Pair pair) {
    return outcomes.containsKey(pair.failing()) || outcomes.containsKey(pair.passing());
  }

  private Optional<String> fault(CanaryTests.Pair pair) {
    Set<Outcome> failing = outcomes.getOrDefault(pair.failing(), Set.of());
    Set<Outcome> passing = outcomes.getOrDefault(pair.passing(), Set.of());
    if (!seen(pair)) {
      return Optional.empty();
    }
    if (failing.contains(Outcome.PASSED) || failing.isEmpty()) {
      return Optional.of(
          "a test that must fail was not reported as failed (the runner swallows failures)");
    }
    if (failing.contains(Outcome.SKIPPED)) {
      return Optional.of("a test that must fail was skipped");
    }
    if (passing.contains(Outcome.FAILED)) {
      return Optional.of("a test that must pass was reported as failed");
    }
    if (passing.contains(Outcome.SKIPPED)) {
      return Optional.of("a test that must pass was skipped");
    }
    return passing.isEmpty()
        ? Optional.of("a test that must pass was not reported as passed")
        : Optional.empty();
  }
}
