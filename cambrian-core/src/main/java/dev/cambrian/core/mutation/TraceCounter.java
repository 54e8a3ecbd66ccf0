package dev.cambrian.core.mutation;

import dev.cambrian.core.mutation.FailedCheck.Kind;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts what failed, each check once for each offspring. */
final class TraceCounter {
  private record Key(Kind kind, String name) {}

  private static final class Count {
    private int failed;
    private final List<String> samples = new ArrayList<>();
    private String printed = "";
  }

  private final boolean printed;
  private final Map<Key, Count> counts = new LinkedHashMap<>();
  private final Set<Key> failedHere = new HashSet<>();

  /**
   * @param printed whether to keep what failed stages printed
   */
  TraceCounter(boolean printed) {
    this.printed = printed;
  }

  FailureTraces count(List<Trace> traces) {
    int viable = 0;
    for (Trace trace : traces) {
      failedHere.clear();
      switch (trace) {
        case Trace.Unreadable unreadable ->
            failed(Kind.ANSWER, unreadable.rule(), Optional.of(unreadable.reason()));
        case Trace.Judged judged -> {
          report(judged.report());
          viable += judged.report().viable() ? 1 : 0;
        }
      }
    }
    List<FailedCheck> checks =
        counts.entrySet().stream()
            .map(
                it ->
                    new FailedCheck(
                        it.getKey().kind(),
                        it.getKey().name(),
                        it.getValue().failed,
                        it.getValue().samples,
                        it.getValue().printed))
            .sorted(
                Comparator.comparingInt(FailedCheck::failed)
                    .reversed()
                    .thenComparing(FailedCheck::kind)
                    .thenComparing(FailedCheck::name))
            .toList();
    return new FailureTraces(traces.size(), viable, checks);
  }

  private void report(ViabilityReport report) {
    if (report.viable()) {
      return;
    }
    for (Stage stage : Stage.values()) {
      if (failedAt(stage, report)) {
        failed(
            Kind.STAGE,
            stage.id(),
            report.diagnostics().filter(it -> it.stage() == stage).map(Diagnostics::summary));
        report
            .diagnostics()
            .filter(it -> printed && it.stage() == stage && tellsMore(it))
            .map(Excerpt::of)
            .filter(it -> !it.isEmpty())
            .ifPresent(it -> count(new Key(Kind.STAGE, stage.id())).printed = it);
      }
    }
    contracts(Kind.CONTRACT, report.checks().health().contracts());
    contracts(Kind.VECTOR, report.checks().health().specVectors());
    report.diagnostics().map(Diagnostics::failures).orElse(List.of()).stream()
        .filter(it -> !isContract(it.test(), report))
        .forEach(it -> failed(Kind.FAILURE, it.test(), Optional.of(error(it))));
  }

  /** Where tests tell one by one what failed, their output says the same in more words. */
  private static boolean tellsMore(Diagnostics diagnostics) {
    return switch (diagnostics.stage()) {
      case BUILD -> true;
      case TEST -> diagnostics.failures().isEmpty();
      case MANIFEST, START, HEALTH -> false;
    };
  }

  /** One that was not attempted did not fail. */
  private static boolean failedAt(Stage stage, ViabilityReport report) {
    Checks checks = report.checks();
    boolean attempted =
        switch (stage) {
          case MANIFEST -> !checks.manifest().passed() && checks.manifest().durationMs() > 0;
          case BUILD -> !checks.build().passed() && checks.build().durationMs() > 0;
          case TEST -> !checks.test().passed() && checks.test().durationMs() > 0;
          case START -> !checks.start().passed() && checks.start().durationMs() > 0;
          case HEALTH -> !checks.health().passed() && checks.health().durationMs() > 0;
        };
    return attempted || report.failureStage().filter(it -> it == stage).isPresent();
  }

  private void contracts(Kind kind, Map<String, ContractResult> results) {
    results.forEach(
        (name, result) -> {
          if (!result.passed()) {
            failed(kind, name, result.error());
          }
        });
  }

  /** The rig tells these in its diagnostics too. */
  private static boolean isContract(String test, ViabilityReport report) {
    return isOf(test, "contract ", report.checks().health().contracts())
        || isOf(test, "spec vector ", report.checks().health().specVectors());
  }

  private static boolean isOf(String test, String kind, Map<String, ContractResult> results) {
    return test.startsWith(kind) && results.containsKey(test.substring(kind.length()));
  }

  private static String error(Failure failure) {
    String place =
        failure.file().map(it -> it + failure.line().map(line -> ":" + line).orElse("")).orElse("");
    return place.isEmpty() ? failure.error() : place + ": " + failure.error();
  }

  private Count count(Key key) {
    return counts.computeIfAbsent(key, _ -> new Count());
  }

  private void failed(Kind kind, String name, Optional<String> error) {
    Key key = new Key(kind, name);
    Count count = count(key);
    if (failedHere.add(key)) {
      count.failed++;
    }
    String sample = Untrusted.line(error.orElse(""), Failure.MAX_ERROR);
    if (!sample.isEmpty()
        && count.samples.size() < FailedCheck.MAX_SAMPLES
        && !count.samples.contains(sample)) {
      count.samples.add(sample);
    }
  }
}
