package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.SettingsJson;
import dev.cambrian.core.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reports of campaigns as JSON, in kebab-case: {@code schemas/campaign-report.schema.json}. */
public final class CampaignReportJson {
  private CampaignReportJson() {}

  public static ObjectNode of(CampaignReport report) {
    ObjectNode json =
        Json.object()
            .put("campaign-id", report.campaignId())
            .put("status", report.status().id())
            .put("result", report.result())
            .put("base-hash", report.baseHash());
    report.note().ifPresent(it -> json.put("note", it));
    report.paused().ifPresent(it -> json.put("paused", it));
    report
        .finished()
        .ifPresent(
            end -> {
              json.put("ending", end.ending().id());
              end.node().ifPresent(it -> json.put("promoted-node", it));
              end.specHash().ifPresent(it -> json.put("promoted-hash", it));
              number(json, "probability-better", end.probabilityBetter());
              json.put("reason", end.reason());
            });
    json.put("gate", report.settings().rules().gate());
    json.set("settings", SettingsJson.of(report.settings()));
    json.put("started", report.started().toString())
        .put("latest", report.latest().toString())
        .put("wall-time-ms", report.wallTime().toMillis());
    json.putObject("trials")
        .put("wanted", report.trials().wanted())
        .put("scored", report.trials().scored())
        .put("viable", report.trials().viable())
        .put("open", report.trials().open());
    CampaignReport.Spending spending = report.spending();
    ObjectNode spent =
        json.putObject("spending")
            .put("tokens", spending.tokens())
            .put("trial-tokens", spending.trialTokens())
            .put("proposal-tokens", spending.proposalTokens())
            .put("voided-tokens", spending.voidedTokens())
            .put("tokens-known", spending.tokensKnown());
    if (spending.untold() > 0) {
      spent.put("voided-untold", spending.untold());
    }
    number(spent, "micro-usd", spending.microUsd());
    ArrayNode specs = json.putArray("specs");
    report.specs().forEach(it -> specs.add(spec(it)));
    report.bestOfN().ifPresent(it -> json.set("best-of-n", bestOfN(it)));
    counts(json, "rejections", report.rejections());
    counts(json, "abandoned", report.abandoned());
    counts(json, "voided", report.voided());
    ArrayNode sections = json.putArray("sections");
    report.sections().sections().forEach(it -> sections.add(effect(it)));
    ArrayNode notices = json.putArray("notices");
    report
        .notices()
        .forEach(
            it ->
                notices
                    .addObject()
                    .put("trigger", it.trigger())
                    .put("message", it.message())
                    .put("action", it.action()));
    return json;
  }

  public static ObjectNode spec(SpecReport spec) {
    ObjectNode json = Json.object().put("node", spec.node()).put("spec-hash", spec.specHash());
    spec.parent().ifPresent(it -> json.put("parent", it));
    spec.operator().map(Operator::id).ifPresent(it -> json.put("operator", it));
    spec.section().ifPresent(it -> json.put("section", it));
    spec.donor().ifPresent(it -> json.put("donor", it));
    spec.proposerModel().ifPresent(it -> json.put("proposer-model", it));
    Optional.of(spec.rationale())
        .filter(it -> !it.isEmpty())
        .ifPresent(it -> json.put("rationale", it));
    json.put("bytes", spec.bytes());
    json.set("search", rate(spec.search()));
    json.set("confirm", rate(spec.confirm()));
    json.set("whole", rate(spec.whole()));
    number(json, "better-than-base", spec.betterThanBase());
    json.put("passes-gate", spec.passesGate())
        .put("voided", spec.voided())
        .put("tokens", spec.tokens())
        .put("tokens-known", spec.tokensKnown());
    number(json, "micro-usd", spec.microUsd());
    json.put("elapsed-ms", spec.elapsed().toMillis());
    Behaviour behaviour = spec.behaviour();
    ObjectNode behaves = json.putObject("behaviour");
    number(behaves, "tokens-per-trial", behaviour.tokens());
    behaviour.timeToViability().ifPresent(it -> behaves.put("time-to-viability-ms", it.toMillis()));
    number(behaves, "trend", behaviour.trend());
    counts(behaves, "failures", behaviour.failures());
    return json;
  }

  public static ObjectNode comparison(SpecComparison comparison) {
    ObjectNode json = Json.object();
    json.set("first", side(comparison.first()));
    json.set("second", side(comparison.second()));
    comparison.difference().ifPresent(it -> json.set("difference", difference(it)));
    json.put("second-better", comparison.secondBetter())
        .put("first-better", comparison.firstBetter())
        .put("same", comparison.same());
    ArrayNode cautions = json.putArray("cautions");
    comparison.cautions().forEach(cautions::add);
    return json;
  }

  private static ObjectNode side(SpecComparison.Side side) {
    ObjectNode json = Json.object().put("campaign-id", side.campaign().campaignId());
    json.put("result", side.campaign().result())
        .put("model", side.campaign().settings().model())
        .put("arm", side.campaign().settings().arm().id())
        .put("wall-time-ms", side.campaign().wallTime().toMillis())
        .put("tokens", side.campaign().spending().tokens());
    number(json, "micro-usd", side.campaign().spending().microUsd());
    json.set("spec", spec(side.spec()));
    return json;
  }

  private static ObjectNode rate(BetaPosterior rate) {
    BetaPosterior.Interval interval = rate.interval();
    return Json.object()
        .put("trials", rate.trials())
        .put("viable", rate.successes())
        .put("mean", rate.mean())
        .put("lower", interval.lower())
        .put("upper", interval.upper());
  }

  private static ObjectNode bestOfN(BestOfN control) {
    return Json.object()
        .put("computed", true)
        .put("mutants", control.mutants())
        .put("trials-each", BestOfN.EACH)
        .put("flawless", control.flawless())
        .put("expected-best", control.expectedBest())
        .put("promotes", control.promotes())
        .put("text", control.text());
  }

  private static ObjectNode effect(Attribution.Effect effect) {
    ObjectNode json =
        Json.object()
            .put("section", effect.section())
            .put("touches", effect.touches())
            .put("tried", effect.tried());
    json.set("changed", rate(effect.changed()));
    json.set("parents", rate(effect.parents()));
    effect.viability().ifPresent(it -> json.set("viability", difference(it)));
    effect.entanglement().ifPresent(it -> json.set("entanglement", difference(it)));
    return json.put("entangled", effect.entangled());
  }

  private static ObjectNode difference(Difference it) {
    return Json.object().put("value", it.value()).put("lower", it.lower()).put("upper", it.upper());
  }

  private static void counts(ObjectNode json, String name, Map<String, Integer> counts) {
    ObjectNode node = json.putObject(name);
    counts.forEach(node::put);
  }

  private static void number(ObjectNode json, String name, OptionalDouble value) {
    value.ifPresent(it -> json.put(name, it));
  }

  private static void number(ObjectNode json, String name, OptionalLong value) {
    value.ifPresent(it -> json.put(name, it));
  }
}
