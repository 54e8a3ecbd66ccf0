package dev.cambrian.server.rate;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.server.terminal.FailedNames;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A set of trials for programs. */
public final class RateJson {
  private RateJson() {}

  /** All that {@link RateText} shows, and the defects. */
  public static ObjectNode of(Trials set) {
    ObjectNode json = Json.object();
    json.put("directory", set.directory().toString());
    json.put("spec", set.spec().fileName());
    json.put("spec-hash", set.spec().hash());
    ArrayNode trials = json.putArray("trials");
    set.trials().forEach(it -> trials.add(trial(it)));
    json.set("rates", rates(Rates.of(set)));
    ArrayNode defects = json.putArray("defects");
    set.defects().forEach(defects::add);
    ArrayNode gaps = json.putArray("gaps");
    set.gaps().forEach(gaps::add);
    return json;
  }

  private static ObjectNode trial(Trial trial) {
    ObjectNode json = Json.object();
    json.put("trial", trial.number());
    json.put("decided", trial.decided());
    json.put("viable", trial.viable().isPresent());
    json.put("viable-at-first-try", trial.viableAtFirstTry());
    ArrayNode attempts = json.putArray("attempts");
    trial.attempts().forEach(it -> attempts.add(attempt(it)));
    trial
        .cause()
        .ifPresent(
            it -> json.putObject("cause").put("fault", it.fault().id()).put("text", it.text()));
    trial
        .reproduction()
        .ifPresent(
            it ->
                json.putObject("reproduction")
                    .put("reproduced", it.reproduced())
                    .put("reason", it.reason())
                    .put("duration-ms", it.duration().toMillis()));
    return json;
  }

  private static ObjectNode attempt(TrialAttempt attempt) {
    ObjectNode json = Json.object();
    json.put("answer", attempt.name());
    json.put("ending", attempt.ending().id());
    json.put("repairs", attempt.repairs());
    ArrayNode answers = json.putArray("answers");
    attempt.answers().forEach(it -> answers.add(answer(it)));
    attempt.artifactHash().ifPresent(it -> json.put("artifact-hash", it));
    attempt.rejection().ifPresent(it -> json.put("rejection", it));
    attempt.report().ifPresent(it -> report(json, it));
    return json;
  }

  private static ObjectNode answer(Recording recording) {
    LlmAnswer answer = recording.answer();
    return Json.object()
        .put("purpose", recording.request().purpose().id())
        .put("ordinal", recording.request().ordinal())
        .put("model", answer.producerModel())
        .put("tokens", Rates.tokens(answer))
        .put("tokens-estimated", !answer.usageKnown())
        .put("bytes", Rates.bytes(answer))
        .put("elapsed-ms", answer.elapsed().toMillis());
  }

  private static void report(ObjectNode json, ViabilityReport report) {
    json.put("failure-stage", report.failureStage().map(Stage::id).orElse("none"));
    ObjectNode stages = json.putObject("stages");
    for (Stage stage : Stage.values()) {
      stages.put(stage.id(), RateText.passed(report.checks(), stage));
    }
    json.put("tests-run", report.checks().test().testsRun());
    json.put("tests-passed", report.checks().test().testsPassed());
    FailedNames failed = FailedNames.of(report);
    ArrayNode tests = json.putArray("failed-tests");
    failed.tests().forEach(tests::add);
    ArrayNode contracts = json.putArray("failed-contracts");
    failed.contracts().forEach(contracts::add);
    ArrayNode vectors = json.putArray("failed-vectors");
    failed.vectors().forEach(vectors::add);
    report.diagnostics().map(Diagnostics::summary).ifPresent(it -> json.put("summary", it));
    json.put("isolation", report.isolation());
  }

  private static ObjectNode rates(Rates rates) {
    ObjectNode json = Json.object();
    json.put("trials", rates.trials());
    json.put("undecided", rates.undecided());
    json.set("first-try", rate(rates.firstTry()));
    ArrayNode after = json.putArray("after-retries");
    rates.afterRetries().forEach(it -> after.add(rate(it)));
    rates.reproduced().ifPresent(it -> json.set("reproduced", rate(it)));
    rates
        .tokens()
        .ifPresent(it -> json.set("answer-tokens", spread(it).put("estimated", rates.estimated())));
    rates.bytes().ifPresent(it -> json.set("answer-bytes", spread(it)));
    return json;
  }

  private static ObjectNode spread(Rates.Spread spread) {
    return Json.object()
        .put("least", spread.least())
        .put("median", spread.median())
        .put("most", spread.most());
  }

  private static ObjectNode rate(BetaPosterior rate) {
    BetaPosterior.Interval interval = rate.interval();
    return Json.object()
        .put("successes", rate.successes())
        .put("trials", rate.trials())
        .put("mean", rate.mean())
        .put("lower", interval.lower())
        .put("upper", interval.upper())
        .put("level", BetaPosterior.LEVEL);
  }
}
