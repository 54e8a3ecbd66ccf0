package dev.cambrian.core.evolution;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Members;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a campaign as JSON, in kebab-case: how they stand in the history. */
public final class SettingsJson {
  /** What settings ask for that were written before this was a rule: they stay as they are. */
  private static final int UNSAID_FRESH = 1;

  private SettingsJson() {}

  public static ObjectNode of(CampaignSettings settings) {
    ObjectNode json =
        Json.object()
            .put("arm", settings.arm().id())
            .put("against-itself", settings.againstItself())
            .put("model", settings.model())
            .put("proposer-model", settings.proposerModel())
            .put("seed", settings.seed())
            .put("trials", settings.trials())
            .put("parallel", settings.parallel())
            .put("max-output-tokens", settings.maxOutputTokens())
            .put("token-budget", settings.tokenBudget())
            .put("micro-usd-budget", settings.microUsdBudget());
    Rules rules = settings.rules();
    ObjectNode numbers = json.putObject("rules");
    numbers
        .put("gate", rules.gate())
        .put("expansion", rules.expansion())
        .put("confirm-share", rules.confirmShare())
        .put("finalists", rules.finalists())
        .put("prior-different", rules.priorDifferent())
        .put("growth", rules.growth())
        .put("rejections", rules.rejections());
    if (rules.leastFresh() > UNSAID_FRESH) {
      numbers.put("least-fresh", rules.leastFresh());
    }
    return json;
  }

  /**
   * @throws dev.cambrian.core.json.JsonException if a member is missing or mistyped
   * @throws IllegalArgumentException if a value is out of its range
   */
  public static CampaignSettings read(Members json) {
    Members rules = json.requireObject("rules");
    return new CampaignSettings(
        json.requireNamed("arm", Arm::of),
        json.requireBoolean("against-itself"),
        json.requireString("model"),
        json.requireString("proposer-model"),
        json.requireLong("seed", Long.MIN_VALUE),
        json.requireInt("trials", 1),
        json.requireInt("parallel", 1),
        json.requireInt("max-output-tokens", 1),
        json.requireLong("token-budget", 0),
        json.requireLong("micro-usd-budget", 0),
        new Rules(
            rules.requireNumber("gate"),
            rules.requireNumber("expansion"),
            rules.requireNumber("confirm-share"),
            rules.requireInt("finalists", 1),
            rules.requireNumber("prior-different"),
            rules.requireNumber("growth"),
            rules.requireInt("rejections", 1),
            rules.optionalInt("least-fresh", 1).orElse(UNSAID_FRESH)));
  }
}
