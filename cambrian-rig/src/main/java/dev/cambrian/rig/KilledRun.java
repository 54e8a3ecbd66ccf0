package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a test run told before it was killed, as far as its runner tells at once. It explains a
 * failure and never makes a verdict: a killed run has failed whatever it told.
 *
 * @param ended the tests that had ended; empty where that is not known
 * @param last the one of them that ended last, where that is known
 * @param running the tests that had begun and not ended, at most {@link #MAX_RUNNING}
 */
record KilledRun(Optional<TestResults> ended, Optional<String> last, List<Running> running) {
  static final int MAX_RUNNING = 20;
  static final KilledRun SILENT = new KilledRun(Optional.empty(), Optional.empty(), List.of());

  KilledRun {
    running = running.stream().limit(MAX_RUNNING).toList();
  }

  /** A test, or the file or class of several where its runner tells no more. */
  record Running(String test, Optional<String> file, Optional<Integer> line) {}

  KilledRun withEnded(TestResults results) {
    return new KilledRun(Optional.of(results), last, running);
  }

  boolean silent() {
    return ended.isEmpty() && running.isEmpty();
  }

  /** Those that had ended, and those that were running as failures of the run. */
  TestResults results(String error) {
    List<Failure> failures = new ArrayList<>();
    running.forEach(it -> failures.add(SourceMap.failure(it.test(), error, it.file(), it.line())));
    ended.ifPresent(it -> failures.addAll(it.failures()));
    return new TestResults(
        ended.map(TestResults::run).orElse(0) + running.size(),
        ended.map(TestResults::passed).orElse(0),
        failures,
        ended.map(TestResults::source).orElse("the console"));
  }

  /** A clause for a summary, such as {@code while test_x ran; 3 tests had ended}. */
  String describe() {
    if (silent()) {
      return "; its output names no test";
    }
    StringBuilder text = new StringBuilder();
    if (!running.isEmpty()) {
      text.append(" while ").append(Text.cut(running.getFirst().test(), 150));
      if (running.size() > 1) {
        text.append(" and ").append(running.size() - 1).append(" more");
      }
      text.append(" ran");
    }
    ended.ifPresent(it -> text.append("; ").append(ended(it)));
    return text.toString();
  }

  private String ended(TestResults results) {
    String tests = results.run() == 0 ? "no test" : Text.plural(results.run(), "test");
    int failed = results.run() - results.passed();
    return tests
        + " had ended"
        + (failed == 0 ? "" : " (" + failed + " failed)")
        + last.filter(_ -> running.isEmpty())
            .map(it -> ", the last was " + Text.cut(it, 150))
            .orElse("");
  }
}
