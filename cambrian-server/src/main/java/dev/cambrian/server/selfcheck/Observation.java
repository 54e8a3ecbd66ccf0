package dev.cambrian.server.selfcheck;

import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.ViabilityReport;
import java.util.List;

/** What was seen of a fixture, to be held against what was expected. */
sealed interface Observation {
  record Verdict(Verification verification) implements Observation {}

  /**
   * @param says rule and reason
   */
  record WasRefused(List<String> rules, String says) implements Observation {}

  record WasAccepted() implements Observation {}

  /** It would not come to an end, threw something, or left its place. */
  record WentWrong(String what) implements Observation {}

  default boolean meets(Expectation expectation) {
    return switch (expectation) {
      case Expectation.Viable _ ->
          this instanceof Verdict(Verification.Judged(var report)) && report.viable();
      case Expectation.NonViable(var stage, var says) ->
          this instanceof Verdict(Verification.Judged(var report))
              && report.failureStage().filter(stage::equals).isPresent()
              && says.stream().allMatch(any -> any.stream().anyMatch(summary(report)::contains));
      case Expectation.Refused(var rule) ->
          this instanceof WasRefused(var rules, _) && rules.contains(rule);
      case Expectation.Accepted _ -> this instanceof WasAccepted;
    };
  }

  private static String summary(ViabilityReport report) {
    return report.diagnostics().map(ViabilityReport.Diagnostics::summary).orElse("");
  }

  /** In one line. */
  default String words() {
    return switch (this) {
      case Verdict(Verification.Judged(var report)) when report.viable() -> "viable";
      case Verdict(Verification.Judged(var report)) ->
          "non-viable at "
              + report.diagnostics().orElseThrow().stage().id()
              + ": "
              + summary(report);
      case Verdict(Verification.Aborted(var kind, var reason)) ->
          "no verdict (" + kind.id() + "): " + reason;
      case WasRefused(_, var says) -> "refused: " + says;
      case WasAccepted _ -> "accepted";
      case WentWrong(var what) -> what;
    };
  }
}
