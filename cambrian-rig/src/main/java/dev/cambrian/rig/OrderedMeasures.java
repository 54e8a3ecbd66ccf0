package dev.cambrian.rig;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.PerformanceGoal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * What only informs, on its way into a container: {@code {"generation", "contracts"}} of the
 * baseline, then each set of contracts that is given under its name, and {@code "performance"}
 * where that is asked for.
 */
record OrderedMeasures(Baseline baseline, Measures measures) {
  byte[] write() {
    ObjectNode json = Json.object();
    json.put("generation", baseline.generation());
    json.set("contracts", Contracts.write(baseline.contracts()));
    measures.sets().forEach((set, contracts) -> json.set(set.id(), Contracts.write(contracts)));
    measures
        .performance()
        .ifPresent(
            goal ->
                json.putObject("performance")
                    .put("duration-ms", goal.duration().toMillis())
                    .put("requests-per-second", goal.requestsPerSecond())
                    .put("p99-us", goal.p99().toNanos() / 1000)
                    .put("rss-bytes", goal.rssBytes()));
    return Json.write(json).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws dev.cambrian.core.json.JsonException where it is nothing of that kind
   * @throws dev.cambrian.core.spec.ContractException where a contract is none
   */
  static OrderedMeasures read(byte[] written) throws MalformedJsonException {
    Members json = Members.of(StrictJson.read(written));
    Measures measures = Measures.NONE;
    for (CheckSet set : CheckSet.values()) {
      if (json.has(set.id())) {
        measures = measures.with(set, Contracts.read(json.node().get(set.id())));
      }
    }
    if (json.has("performance")) {
      measures = measures.withPerformance(goal(json.requireObject("performance")));
    }
    return new OrderedMeasures(
        new Baseline(
            json.requireInt("generation", 0), Contracts.read(json.node().get("contracts"))),
        measures);
  }

  private static PerformanceGoal goal(Members json) {
    return new PerformanceGoal(
        Duration.ofMillis(json.requireLong("duration-ms", 1)),
        json.requireInt("requests-per-second", 1),
        Duration.ofNanos(1000 * json.requireLong("p99-us", 1)),
        json.requireLong("rss-bytes", 1));
  }
}
